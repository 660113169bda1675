using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Streaming.Client;

/// <summary>How a call may be tried again.</summary>
enum Repeating
{
    /// <summary>Only where the server was too busy to begin with it.</summary>
    Refused,

    /// <summary>Whatever went wrong: done twice, it is as done once.</summary>
    Harmless,

    /// <summary>Never: its body is gone once it was sent, or the caller tries again by its own rules.</summary>
    Never,
}

/// <summary>Makes requests of calls, and of answers results or faults.</summary>
sealed class Calls(HttpClient http, TimeSpan timeout, string? reason)
{
    /// <summary>How the request that carries it may be tried again.</summary>
    public static readonly HttpRequestOptionsKey<Repeating> Rule = new("Streaming.Repeating");

    public Calls Because(string why) => new(http, timeout, why);

    /// <summary>A request; its body is JSON that can be sent again.</summary>
    public HttpRequestMessage Request(HttpMethod method, string path, object? body = null, Repeating? repeating = null)
    {
        var request = new HttpRequestMessage(method, path);
        request.Options.Set(Rule, repeating ?? (method == HttpMethod.Get ? Repeating.Harmless : Repeating.Refused));
        // Texts of people in a header, which takes ASCII: as the server reads them.
        if (reason is not null)
            request.Headers.TryAddWithoutValidation("Streaming-Because", reason);
        if (body is not null)
            request.Content = JsonBody(JsonSerializer.SerializeToUtf8Bytes(body, body.GetType(), Json.Options));
        return request;
    }

    public static ByteArrayContent JsonBody(byte[] json) =>
        new(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    /// <summary>The answer's JSON.</summary>
    public async Task<T> JsonAsync<T>(HttpRequestMessage request, CancellationToken stop)
    {
        var bytes = await BytesAsync(request, stop);
        return JsonSerializer.Deserialize<T>(bytes, Json.Options)
            ?? throw new JsonException($"{request.RequestUri} answered null, which is no {typeof(T).Name}.");
    }

    /// <summary>The answer as text.</summary>
    public async Task<string> TextAsync(HttpRequestMessage request, CancellationToken stop) =>
        System.Text.Encoding.UTF8.GetString(await BytesAsync(request, stop));

    /// <summary>An answer that is read as it comes; who calls disposes of it.</summary>
    /// <exception cref="StreamingCallException">It is a fault.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, CancellationToken stop) =>
        await GoodAsync(await SendAsync(request, stop), stop);

    /// <summary>An answer of any kind, of which no more than the head has come.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop) =>
        http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);

    /// <exception cref="StreamingCallException">It is a fault.</exception>
    public static async Task<HttpResponseMessage> GoodAsync(HttpResponseMessage response, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode)
            return response;
        using (response)
            throw Fault(response.StatusCode, await response.Content.ReadAsByteArrayAsync(stop));
    }

    /// <summary>A path with what a request says in its query, lists with commas between.</summary>
    public static string Query(string path, object? request)
    {
        if (request is null)
            return path;
        var members = JsonSerializer.SerializeToElement(request, request.GetType(), Json.Options).EnumerateObject();
        var pairs = members.Select(m => $"{m.Name}={Uri.EscapeDataString(Text(m.Value))}").ToList();
        return pairs.Count == 0 ? path : $"{path}?{string.Join('&', pairs)}";
    }

    public static string Part(object value) => Uri.EscapeDataString(string.Create(CultureInfo.InvariantCulture, $"{value}"));

    static string Text(JsonElement value) =>
        value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!,
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(Text)),
            _ => value.GetRawText(),
        };

    async Task<byte[]> BytesAsync(HttpRequestMessage request, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(timeout);
        try
        {
            using (request)
            {
                using var response = await http.SendAsync(request, over.Token);
                var bytes = await response.Content.ReadAsByteArrayAsync(over.Token);
                return response.IsSuccessStatusCode ? bytes : throw Fault(response.StatusCode, bytes);
            }
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"{request.RequestUri} was not done within {timeout}.", e);
        }
    }

    static StreamingCallException Fault(HttpStatusCode status, byte[] body)
    {
        try
        {
            var told = JsonSerializer.Deserialize<Problem>(body, Json.Options)!;
            // What the Open Inference Protocol calls it.
            var text = told.Detail ?? told.Error;
            if (text is not null)
            {
                return new StreamingCallException(status, told.Cure is { } cure ? $"{text} {cure.Text}" : text, told.Code ?? CodeOf(status))
                {
                    Cure = told.Cure,
                    Records = told.Records ?? [],
                    Record = told.Record,
                    Reason = told.Reason,
                };
            }
        }
        catch (JsonException)
        {
            // Something on the way answered, and not the server.
        }

        return new StreamingCallException(status, $"The answer was {(int)status} {status}.", CodeOf(status));
    }

    static string CodeOf(HttpStatusCode status) =>
        status switch
        {
            HttpStatusCode.Unauthorized => "unauthenticated",
            HttpStatusCode.Forbidden => "refused",
            HttpStatusCode.NotFound => "missing",
            HttpStatusCode.TooManyRequests => "busy",
            HttpStatusCode.ServiceUnavailable => "network",
            < HttpStatusCode.InternalServerError => "invalid",
            _ => "unexpected",
        };

    sealed record Problem
    {
        public string? Detail { get; init; }

        public string? Error { get; init; }

        public string? Code { get; init; }

        public StreamingCure? Cure { get; init; }

        public IReadOnlyList<RefusedRecord>? Records { get; init; }

        public string? Record { get; init; }

        public string? Reason { get; init; }
    }
}
