using System.Security.Cryptography;
using Streaming.Store.Jobs;
using Streaming.Topology;

namespace Streaming.Application.Jobs;

/// <summary>The files that a job's request names, as they are when it is asked for: its host must reach the same.</summary>
public sealed class JobFiles
{
    readonly List<JobFile> _files = [];

    internal IReadOnlyList<JobFile> All => _files;

    /// <summary>A topology that is read. A job goes by what lineage knows it by, and by what it was asked for: the policy in the file may
    /// change while it waits, and so may the tests.</summary>
    /// <returns>Path of its file, from the root; one that comes with the program is found wherever the program is.</returns>
    public string Topology(string pathOrName)
    {
        var topology = TopologyLoader.Load(pathOrName);
        var full = FullPath(topology.File);
        _files.Add(new JobFile(full, topology.ContentHash) { IsTopology = true });
        return full;
    }

    /// <summary>A file that is read.</summary>
    /// <returns>Its path from the root.</returns>
    /// <exception cref="StreamingException">It cannot be read.</exception>
    public string Reads(string path)
    {
        var full = FullPath(path);
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
        return (file.IsTopology ? ContentHashOf(file.Path) : HashOf(file.Path)) switch
        {
            null => $"{file.Path} cannot be read here",
            var hash when hash != file.Hash => $"{file.Path} is not the file that it was when the job was asked for",
            _ => null,
        };
    }

    static string FullPath(string path) => TopologyLoader.IsShipped(path) ? path : Path.GetFullPath(path);

    static string? ContentHashOf(string path)
    {
        try
        {
            return TopologyLoader.Load(path).ContentHash;
        }
        catch (StreamingException)
        {
            return null;
        }
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
