using Microsoft.AspNetCore.Http;
using Streaming.Application.RegisterModel;
using Streaming.Gateway.Routes;
using Streaming.Topology;

namespace Streaming.Gateway.Calls;

/// <summary>A file that somebody has sent.</summary>
/// <param name="Path">Where it lies for now.</param>
/// <param name="Hash">SHA-256 of it, hexadecimal.</param>
sealed record SentFile(string Path, string Hash);

/// <summary>Files that somebody sends, in pieces; what was kept of them is gone with it.</summary>
sealed class FormUpload : IDisposable
{
    readonly UploadFolder _folder = new();
    readonly Dictionary<string, UploadedFile> _files = new(StringComparer.Ordinal);
    readonly IReadOnlyList<FilePart> _parts;
    readonly long _most;
    long _bytes;

    /// <param name="http">The request that they come with.</param>
    /// <param name="parts">Which they may be.</param>
    /// <param name="most">Bytes of all together.</param>
    public FormUpload(HttpContext http, IReadOnlyList<FilePart> parts, long most)
    {
        (_parts, _most) = (parts, most);
        // Faults call its files by their names.
        http.Features.Set(this);
    }

    /// <summary>A message as its sender understands it.</summary>
    public string Named(string message) => _folder.Without(message);

    /// <summary>Takes the next bytes of a part.</summary>
    /// <exception cref="BadHttpRequestException">There are too many.</exception>
    public Task AppendAsync(string part, ReadOnlyMemory<byte> piece, CancellationToken stop)
    {
        _bytes += piece.Length;
        if (_bytes > _most)
        {
            throw new BadHttpRequestException(
                $"{string.Join(" and ", _parts.Select(p => p.Name))} may have {_most:N0} bytes together here.",
                StatusCodes.Status413PayloadTooLarge
            );
        }

        if (!_files.TryGetValue(part, out var file))
            _files[part] = file = _folder.Begin(_parts.Single(p => p.Name == part).File);
        return file.AppendAsync(piece, stop);
    }

    /// <summary>The files, by the names of their parts, once all has come.</summary>
    /// <exception cref="StreamingException">One is missing.</exception>
    public IReadOnlyDictionary<string, SentFile> Complete()
    {
        foreach (var part in _parts.Where(p => p.IsRequired && !_files.ContainsKey(p.Name)))
            throw RequestShape.Invalid($"The {part.Kind} is missing: send its bytes as {part.Name}.");
        return _files.ToDictionary(f => f.Key, f => new SentFile(f.Value.Path, f.Value.Complete()), StringComparer.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
