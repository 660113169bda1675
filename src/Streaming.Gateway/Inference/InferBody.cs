using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Streaming.Application.SendRecords;
using Streaming.Gateway.Calls;

namespace Streaming.Gateway.Inference;

/// <summary>The body of an inference request, unpacked, no longer than the limits have it.</summary>
static class InferBody
{
    /// <summary>How many bytes of a body are JSON, where others follow.</summary>
    public const string JsonLength = "Inference-Header-Content-Length";

    const int Piece = 16 << 10;

    /// <summary>Reads it.</summary>
    /// <param name="http">Whose.</param>
    /// <param name="share">Room for it, among all callers.</param>
    /// <param name="most">Bytes at most, packed or not.</param>
    /// <exception cref="BadHttpRequestException">It is too long, or packed in a way that is not known.</exception>
    public static async Task<InferCall> ReadAsync(HttpContext http, ByteBudget.Share share, long most)
    {
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = most;
        await using var unpacked = Unpacked(http.Request);
        using var body = new MemoryStream((int)Math.Clamp(http.Request.ContentLength ?? 0, 0, most));
        var piece = new byte[Piece];
        try
        {
            int read;
            while ((read = await unpacked.ReadAsync(piece, http.RequestAborted)) > 0)
            {
                if (body.Length + read > most)
                    throw new BadHttpRequestException($"The body has more than {most} bytes.", StatusCodes.Status413PayloadTooLarge);
                share.Take(read);
                body.Write(piece, 0, read);
            }
        }
        catch (InvalidDataException e)
        {
            throw RequestShape.Invalid($"The body is not packed as it says: {e.Message}", e);
        }

        var bytes = body.GetBuffer().AsMemory(0, (int)body.Length);
        return InferRequestReader.Read(bytes, JsonLengthOf(http.Request, bytes.Length));
    }

    static Stream Unpacked(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString().ToLowerInvariant() switch
        {
            "" or "identity" => request.Body,
            "gzip" or "x-gzip" => new GZipStream(request.Body, CompressionMode.Decompress),
            // What HTTP calls deflate is zlib's format (RFC 9110, section 8.4.1.2).
            "deflate" => new ZLibStream(request.Body, CompressionMode.Decompress),
            _ => throw new BadHttpRequestException("A body may be packed by gzip or deflate.", StatusCodes.Status415UnsupportedMediaType),
        };

    static int JsonLengthOf(HttpRequest request, int all)
    {
        if (request.Headers[JsonLength] is not [var text])
            return all;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length <= all
            ? length
            : throw RequestShape.Invalid($"{JsonLength} is {text}, and the body has {all} bytes.");
    }
}
