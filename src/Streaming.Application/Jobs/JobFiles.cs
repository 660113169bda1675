using System.Security.Cryptography;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>The files that a job's request names, as they are when it is asked for: its host must reach the same.</summary>
public sealed class JobFiles
{
    readonly List<JobFile> _files = [];

    internal IReadOnlyList<JobFile> All => _files;

    /// <summary>A topology that is read.</summary>
    /// <returns>Path of its file, from the root; one that comes with the program is found wherever the program is.</returns>
    public string Topology(string pathOrName) => Reads(TopologyLoader.Load(pathOrName).File);

    /// <summary>A file that is read.</summary>
    /// <returns>Its path from the root.</returns>
    /// <exception cref="StreamingException">It cannot be read.</exception>
    public string Reads(string path)
    {
        var full = TopologyLoader.IsShipped(path) ? path : Path.GetFullPath(path);
        _files.Add(new JobFile(full, HashOf(full) ?? throw new StreamingException($"{path} cannot be read.")));
        return full;
    }

    /// <summary>A file that is written.</summary>
    /// <returns>Its path from the root.</returns>
    /// <exception cref="StreamingException">Its folder is not there.</exception>
    public string Writes(string path)
    {
        var file = new JobFile(Path.GetFullPath(path), null);
        if (WhyNotHere(file) is { } why)
            throw new StreamingException($"{why}.");
        _files.Add(file);
        return file.Path;
    }

    /// <summary>Why this process cannot use a file as the job does; null where it can.</summary>
    internal static string? WhyNotHere(JobFile file)
    {
        if (file.Hash is null)
            return Directory.Exists(Path.GetDirectoryName(file.Path)) ? null : $"there is no folder for {file.Path} here";
        return HashOf(file.Path) switch
        {
            null => $"{file.Path} cannot be read here",
            var hash when hash != file.Hash => $"{file.Path} is not the file that it was when the job was asked for",
            _ => null,
        };
    }

    static string? HashOf(string path)
    {
        try
        {
            using var file = TopologyLoader.Open(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
