namespace DavidBert.Training.Hub;

/// <summary>Relative paths that come from the hub or from a command line: names of files, branches and tags.</summary>
internal static class HubPath
{
    /// <summary>Whether a path with forward slashes stays inside the folder it is combined with, on every system.</summary>
    public static bool StaysInside(string path) =>
        path.Length is > 0 and <= 500
        && !path.Any(c => char.IsControl(c) || c is '\\' or ':')
        && path.Split('/').All(part => part is not ("" or "." or ".."));
}
