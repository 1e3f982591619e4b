using System.Diagnostics;
using System.Runtime.Versioning;
using DavidBert.Serving.Models;
using DavidBert.Serving.Storage;

namespace DavidBert.Serving.Tests.Models;

/// <summary>Folders and files on a machine that others use too.</summary>
public sealed class PrivateFolderTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string folder = Directory.CreateTempSubdirectory("davidbert-private-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Create_NewOrOpenToAll_IsTheUsersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Modes are Unix's.");
        var (made, open) = (Path.Combine(folder, "new", "models"), Path.Combine(folder, "open"));
        Directory.CreateDirectory(open, OwnerOnly | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
        PrivateFolder.Create(made);
        PrivateFolder.Create(open);

        Assert.Equal((OwnerOnly, OwnerOnly), (File.GetUnixFileMode(made), File.GetUnixFileMode(open)));
    }

    [Fact]
    public void Create_Link_IsRefused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A link needs a right there.");
        var link = Path.Combine(folder, "link");
        Directory.CreateSymbolicLink(link, Directory.CreateDirectory(Path.Combine(folder, "target")).FullName);

        var e = Assert.Throws<IOException>(() => PrivateFolder.Create(link));
        Assert.Contains("is a link", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Create_FolderOfAnotherUser_IsRefused()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.UserName is "root", "Only root can give a folder away.");
        var theirs = Directory.CreateDirectory(Path.Combine(folder, "theirs")).FullName;
        using (var chown = Process.Start("chown", ["65534", theirs]))
        {
            chown.WaitForExit();
        }

        var e = Assert.Throws<IOException>(() => PrivateFolder.Create(theirs));
        Assert.Contains("another user (id 65534)", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ForUser_IsPrivate()
    {
        var models = PrivateFolder.ForUser("models");

        Assert.StartsWith(Path.GetTempPath(), models, StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.GetDirectoryName(models)!));
        }
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void TemporaryFile_WhileItIsOpen_HasNoNameAndOnlyItsOwnerReadsIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A name stays until the file is closed there.");
        using var file = TemporaryFile.Open();
        file.Write("rows of users"u8);
        file.Flush();

        Assert.False(File.Exists(file.Name));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.SafeFileHandle));
    }
}
