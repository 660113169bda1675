using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Streaming.Application.Exporting;
using Streaming.Application.Operations;
using Streaming.Gateway.Hosting;
using Streaming.Gateway.Identity;
using Streaming.Gateway.Limiting;
using Streaming.Gateway.Routes;

namespace Streaming.Gateway.Calls;

/// <summary>Takes files in as a form (RFC 7578), piece by piece onto the disk, and has an operation work on them.</summary>
sealed class FormEndpoint<TRequest, TResult>(
    OperationRoute route,
    RequestBinder<TRequest> binder,
    Operation<TRequest, TResult> operation,
    OperationRunner runner,
    GatewayParts parts
)
{
    const string ContentType = FormParts.ContentType;
    const string Request = FormParts.Request;

    /// <summary>Bytes of that part, and of what stands between parts.</summary>
    const int Around = 64 << 10;

    const int PieceBytes = 64 << 10;

    /// <summary>Headers that no form can send.</summary>
    static readonly string[] Unsent = [CallerOf.Because, HeaderNames.XRequestedWith];

    /// <summary>Characters of a boundary (RFC 2046, section 5.1.1).</summary>
    const int LongestBoundary = 70;

    public async Task SendAsync(HttpContext http)
    {
        if (http.Request.Query.Count > 0)
            throw RequestShape.Invalid("What is asked for stands in the body here, and not in the query.");
        var boundary = BoundaryOf(http.Request);
        CheckIntent(http.Request);
        var most = route.Parts.Contains(FilePart.Model) ? parts.Limits.ModelBytes : parts.Limits.FileBytes;
        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = most + Around;
        using var upload = new FormUpload(http, route.Parts, most);
        var said = binder.Bind(await ReadAsync(http, boundary, upload), http);
        var request = FileRequests.With(said, upload.Complete());
        using var place = await parts.Places.EnterAsync(OperationRunner.TopologyOf(request), PlaceKind.Work, http.RequestAborted);
        if (request is IWrittenRequest<TRequest> written)
            await Downloads.SendAsync(http, operation, written, runner);
        else
            await AnswerAsync(http, request);
    }

    async Task AnswerAsync(HttpContext http, TRequest request)
    {
        var result = await runner.RunAsync(operation, request, CallerOf.Request(http), stop: http.RequestAborted);
        await Answers.JsonAsync(http, StatusCodes.Status200OK, result);
    }

    /// <summary>
    /// A form of another site can send such a body without being asked, and none of these headers (OWASP ASVS 5.0, 3.5.1 and 3.5.2).
    /// </summary>
    static void CheckIntent(HttpRequest request)
    {
        if (!Unsent.Any(request.Headers.ContainsKey))
        {
            throw new BadHttpRequestException(
                $"{ContentType} is taken with one of the headers {string.Join(", ", Unsent)}, which no form of another site sends.",
                StatusCodes.Status415UnsupportedMediaType
            );
        }
    }

    static string BoundaryOf(HttpRequest request)
    {
        if (request.ContentType is null)
            throw RequestShape.Invalid($"The body is missing: it is {ContentType}.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != ContentType)
            throw new BadHttpRequestException($"The body must be {ContentType}.", StatusCodes.Status415UnsupportedMediaType);
        return HeaderUtilities.RemoveQuotes(type.Boundary).ToString() is { Length: > 0 and <= LongestBoundary } boundary
            ? boundary
            : throw RequestShape.Invalid($"{ContentType} needs a boundary of up to {LongestBoundary} characters.");
    }

    /// <returns>What is said beside the files.</returns>
    async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http, string boundary, FormUpload upload)
    {
        var reader = new MultipartReader(boundary, http.Request.Body) { HeadersCountLimit = 8, HeadersLengthLimit = 4096 };
        var said = ReadOnlyMemory<byte>.Empty;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            while (await reader.ReadNextSectionAsync(http.RequestAborted) is { } part)
            {
                var name = NameOf(part);
                if (!seen.Add(name))
                    throw RequestShape.Invalid($"{name} is given more than once.");
                if (name == Request)
                    said = await ReadSmallAsync(part.Body, http.RequestAborted);
                else
                    await CopyAsync(part.Body, name, upload, http.RequestAborted);
            }
        }
        catch (Exception e) when (e is InvalidDataException || e is IOException and not BadHttpRequestException)
        {
            throw RequestShape.Invalid($"The body is no {ContentType}, or ends before its last part does.", e);
        }

        return said;
    }

    string NameOf(MultipartSection part)
    {
        string[] known = [Request, .. route.Parts.Select(p => p.Name)];
        var name =
            ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var stated) && stated.DispositionType == "form-data"
                ? HeaderUtilities.RemoveQuotes(stated.Name).ToString()
                : throw RequestShape.Invalid("Each part of the body says what it is: Content-Disposition: form-data; name=\"…\".");
        return known.Contains(name, StringComparer.Ordinal) ? name : throw RequestShape.Unknown(name, known);
    }

    static async Task<ReadOnlyMemory<byte>> ReadSmallAsync(Stream part, CancellationToken stop)
    {
        var bytes = new byte[Around + 1];
        var count = await part.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, stop);
        return count <= Around
            ? bytes.AsMemory(0, count)
            : throw new BadHttpRequestException($"{Request} may have {Around:N0} bytes.", StatusCodes.Status413PayloadTooLarge);
    }

    static async Task CopyAsync(Stream part, string name, FormUpload upload, CancellationToken stop)
    {
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            for (int count; (count = await part.ReadAsync(piece, stop)) > 0; )
                await upload.AppendAsync(name, piece.AsMemory(0, count), stop);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
