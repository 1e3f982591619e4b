using DavidBert.Training.Hub;

namespace DavidBert.Training.Tests;

/// <summary>The base checkpoint of the default bundle, which is too large for the repository.</summary>
internal static class BaseCheckpoint
{
    public static string FolderOrSkip()
    {
        try
        {
            return BaseModel.Locate().Folder;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            Assert.Skip($"The base checkpoint is not here: {e.Message}");
            throw;
        }
    }
}
