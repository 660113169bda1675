using System.Text;

namespace Streaming.Gateway.Tests.Fuzzing;

/// <summary>A request that may be anything.</summary>
/// <param name="Operation">Whose it is, as far as it is one's.</param>
/// <param name="Method">Mostly the operation's.</param>
/// <param name="Target">Path and query, as they stand on the wire.</param>
/// <param name="Headers">Those that were made up.</param>
/// <param name="Body">Null: none.</param>
/// <param name="Chunked">It does not say how long the body is.</param>
/// <param name="Caller">Which of the callers makes it.</param>
/// <param name="IsPlaced">Method and path are the operation's.</param>
sealed record FuzzRequest(
    ApiOperation Operation,
    string Method,
    string Target,
    IReadOnlyList<(string Name, string Value)> Headers,
    byte[]? Body,
    bool Chunked,
    int Caller,
    bool IsPlaced
)
{
    static readonly UriCreationOptions AsItIs = new() { DangerousDisablePathAndQueryCanonicalization = true };

    /// <summary>For the client, which lets headers through as they are.</summary>
    public HttpRequestMessage Message(Uri server)
    {
        var message = new HttpRequestMessage(
            new HttpMethod(Method),
            new Uri($"{server.GetLeftPart(UriPartial.Authority)}{Target}", AsItIs)
        );
        if (Body is not null)
        {
            message.Content = Chunked ? new StreamContent(new Unmeasured(Body)) : new ByteArrayContent(Body);
            message.Headers.TransferEncodingChunked = Chunked ? true : null;
        }

        foreach (var (name, value) in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    /// <summary>What to do to see it again.</summary>
    public override string ToString()
    {
        var text = new StringBuilder($"{Operation.Id} by {Caller}: {Method} {Target}\n");
        foreach (var (name, value) in Headers)
            text.Append($"{name}: {value}\n");
        if (Body is { } body)
        {
            text.Append(Chunked ? "chunked, " : "").Append(body.Length).Append(" bytes: ");
            text.Append(Encoding.UTF8.GetString(body[..Math.Min(2000, body.Length)]));
        }

        return text.ToString();
    }

    sealed class Unmeasured(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
