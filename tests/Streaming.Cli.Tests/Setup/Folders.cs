namespace Streaming.Cli.Tests.Setup;

static class Folders
{
    /// <summary>The folder of the solution.</summary>
    public static string Repository { get; } = Find();

    /// <summary>The path of a topology that lies in the repository.</summary>
    public static string Topology(string name) => Path.Combine(Repository, "topology", name);

    static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Streaming.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}

/// <summary>A folder that goes away.</summary>
sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("streaming-cli-").FullName;

    public string Write(string name, string text) => Write(name, System.Text.Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = System.IO.Path.Combine(Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>A named pipe.</summary>
    public string MakePipe()
    {
        var path = System.IO.Path.Combine(Path, $"{Guid.NewGuid()}");
        using var make = System.Diagnostics.Process.Start("mkfifo", path);
        make.WaitForExit();
        make.ExitCode.ShouldBe(0);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
