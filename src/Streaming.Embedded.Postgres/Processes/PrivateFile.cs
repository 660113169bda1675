namespace Streaming.Embedded.Postgres.Processes;

/// <summary>Files and folders that other accounts must not read.</summary>
static class PrivateFile
{
    const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    const UnixFileMode OwnerFolder = OwnerFile | UnixFileMode.UserExecute;

    /// <summary>Writes a file that only its owner can read, in place of any there is.</summary>
    public static void Write(string file, string text)
    {
        File.Delete(file);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerFile;
        using var writer = new StreamWriter(file, options);
        writer.Write(text);
    }

    /// <summary>Makes a folder unless it is there. Root's lets others pass, not list: its server runs under another account.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be made.</exception>
    public static void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
            return;
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The folder '{folder}' cannot be made: {e.Message} Name another data directory.", e);
        }
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(
                folder,
                Environment.IsPrivilegedProcess ? OwnerFolder | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : OwnerFolder
            );
        }
    }
}
