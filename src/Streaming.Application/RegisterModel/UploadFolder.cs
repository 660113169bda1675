using System.Security.Cryptography;

namespace Streaming.Application.RegisterModel;

/// <summary>A folder for the files of one request, which its owner alone may read and which is gone with it.</summary>
public sealed class UploadFolder : IDisposable
{
    /// <summary>How the names of such folders begin.</summary>
    public const string Prefix = "streaming-upload-";

    readonly List<UploadedFile> _files = [];
    string? _path;

    /// <summary>Begins a file; nothing is on the disk before.</summary>
    /// <param name="name">What faults call it.</param>
    public UploadedFile Begin(string name)
    {
        _path ??= Directory.CreateTempSubdirectory(Prefix).FullName;
        var file = new UploadedFile(Path.Combine(_path, name));
        _files.Add(file);
        return file;
    }

    /// <summary>A text without the folder, which is nobody's business.</summary>
    public string Without(string text) =>
        _path is null ? text : text.Replace(_path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        _files.ForEach(f => f.Dispose());
        if (_path is not null)
            Directory.Delete(_path, recursive: true);
    }
}

/// <summary>A file that comes in pieces: hashed as it comes, and never whole in memory.</summary>
public sealed class UploadedFile : IDisposable
{
    readonly FileStream _file;
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal UploadedFile(string path)
    {
        Path = path;
        // What is appended is written at once: pieces are large.
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0, useAsync: true);
    }

    /// <summary>Where it lies.</summary>
    public string Path { get; }

    /// <summary>Adds what has come.</summary>
    public async Task AppendAsync(ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        _hash.AppendData(piece.Span);
        await _file.WriteAsync(piece, stop);
    }

    /// <summary>All has come.</summary>
    /// <returns>SHA-256 of it, hexadecimal.</returns>
    public string Complete()
    {
        _file.Dispose();
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
    }
}
