using Streaming.Topology;

namespace Streaming.Application.Exporting;

/// <summary>
/// A file under another name until it is whole: whatever has its name is complete. A name of its own for each run: a host of a job that was
/// thought dead and wakes up does not write into what another one has begun. What killed runs have left goes when the next one begins.
/// </summary>
sealed class PartialFile : IDisposable
{
    const string Ending = ".partial";

    readonly string _file;

    PartialFile(string file) => (_file, Path) = (file, $"{file}.{Guid.NewGuid():N}{Ending}");

    /// <summary>Where to write.</summary>
    public string Path { get; }

    /// <exception cref="StreamingException">A file of that name cannot be made: better said before the work than after it.</exception>
    public static PartialFile Create(string file)
    {
        var partial = new PartialFile(file);
        try
        {
            if (Directory.Exists(file))
                throw new StreamingException($"{file} is a folder; name a file in it.");
            File.Create(partial.Path).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StreamingException($"{file} cannot be written: {e.Message}", e);
        }

        Forget(file, partial.Path);
        return partial;
    }

    /// <summary>It is whole.</summary>
    public void Complete() => File.Move(Path, _file, overwrite: true);

    public void Dispose() => File.Delete(Path);

    static void Forget(string file, string but)
    {
        var full = System.IO.Path.GetFullPath(file);
        var names = $"{System.IO.Path.GetFileName(full)}.*{Ending}";
        foreach (var left in Directory.GetFiles(System.IO.Path.GetDirectoryName(full)!, names))
        {
            if (left != System.IO.Path.GetFullPath(but) && IsLeft(full, left))
                File.Delete(left);
        }
    }

    /// <summary>Who writes it holds it open; a name that only looks like it is somebody else's.</summary>
    static bool IsLeft(string file, string partial)
    {
        if (!Guid.TryParseExact(partial[(file.Length + 1)..^Ending.Length], "N", out _))
            return false;
        try
        {
            using var _ = new FileStream(partial, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
