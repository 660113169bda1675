using System.Net.Http.Headers;
using System.Text.Json;
using Streaming.Topology;

namespace Streaming.Cli.Commands.Login;

/// <summary>What a server says of itself as an issuer of tokens (RFC 8414).</summary>
sealed record IssuerAddresses(Uri Device, Uri Token, Uri Revocation);

/// <summary>An issuer's refusal, by the protocol's word.</summary>
sealed class RefusedException(string error, string message) : StreamingException(message)
{
    public string Error { get; } = error;
}

/// <summary>Asks an issuer of tokens.</summary>
sealed class IssuerCalls : IDisposable
{
    const int LongestAnswer = 1 << 20;

    static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // What answers from elsewhere is not who was asked.
    readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <summary>A server that passwords and tokens may go to.</summary>
    /// <exception cref="StreamingException">Others could listen on the way.</exception>
    public static Uri Server(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && uri is { Query: "", Fragment: "", UserInfo: "", AbsolutePath: "/" }
        && (uri.Scheme == "https" || (uri.Scheme == "http" && uri.IsLoopback))
            ? uri
            : throw new StreamingException($"'{text}' is no server to sign in at: write https:// and its name.")
            {
                Kind = FailureKind.Invalid,
            };

    /// <summary>Where a server's endpoints are.</summary>
    /// <exception cref="StreamingException">It issues no tokens, or does not answer.</exception>
    public async Task<IssuerAddresses> FindAsync(Uri server, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, ".well-known/openid-configuration"));
        var (status, body) = await SendAsync(request, stop);
        if (status != 200 || Member(body, "device_authorization_endpoint") is null)
        {
            throw new StreamingException(
                $"{server} lets nobody sign in. A server that does is started with streaming serve --issuer {server}"
            )
            {
                Kind = FailureKind.Invalid,
            };
        }

        if (!Uri.TryCreate(Member(body, "issuer"), UriKind.Absolute, out var issuer) || issuer != server)
        {
            throw new StreamingException($"{server} says that it is {Member(body, "issuer")}. Sign in there, by --server.")
            {
                Kind = FailureKind.Invalid,
            };
        }

        return new IssuerAddresses(
            Of(server, body, "device_authorization_endpoint"),
            Of(server, body, "token_endpoint"),
            Of(server, body, "revocation_endpoint")
        );
    }

    /// <summary>Sends a form.</summary>
    /// <exception cref="RefusedException">The issuer says no.</exception>
    /// <exception cref="StreamingException">It does not answer, or not as an issuer does.</exception>
    public async Task<JsonElement> AskAsync(Uri address, IEnumerable<(string Name, string Value)> form, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Name, f.Value))),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        var (status, body) = await SendAsync(request, stop);
        if (status == 200)
            return body;
        var error = Member(body, "error") ?? $"HTTP {status}";
        throw new RefusedException(error, $"{address.Host} refuses: {Member(body, "error_description") ?? error}")
        {
            Kind = FailureKind.Invalid,
        };
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A text of an answer; null: it has none of the name.</summary>
    public static string? Member(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    static Uri Of(Uri server, JsonElement body, string name) =>
        // Tokens go nowhere else.
        Uri.TryCreate(Member(body, name), UriKind.Absolute, out var uri)
        && uri.GetLeftPart(UriPartial.Authority) == server.GetLeftPart(UriPartial.Authority)
            ? uri
            : throw new StreamingException($"{server} names no {name} of its own.") { Kind = FailureKind.Invalid };

    async Task<(int Status, JsonElement Body)> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            using var answer = await _http.SendAsync(request, stop);
            var text = await answer.Content.ReadAsStringAsync(stop);
            return ((int)answer.StatusCode, Parsed(text));
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            throw new StreamingException($"{request.RequestUri!.GetLeftPart(UriPartial.Authority)} does not answer: {e.Message}", e);
        }
    }

    static JsonElement Parsed(string text)
    {
        try
        {
            return text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
