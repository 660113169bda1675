using System.Runtime.CompilerServices;

namespace Streaming.Gateway.Tests.Setup;

/// <param name="Id">Of the last line that had one.</param>
/// <param name="Data">Null: an id alone.</param>
sealed record ServerEvent(string? Id, string? Data);

/// <summary>Server-Sent Events as the standard has them, for as long as they come.</summary>
static class EventStream
{
    public static async IAsyncEnumerable<ServerEvent> ReadAsync(
        HttpClient client,
        string path,
        string? lastId = null,
        [EnumeratorCancellation] CancellationToken stop = default
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Accept = { new("text/event-stream") } } };
        if (lastId is not null)
            request.Headers.Add("Last-Event-ID", lastId);
        using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
        answer.Content.Headers.ContentType?.MediaType.ShouldBe("text/event-stream", $"{(int)answer.StatusCode}");
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(stop));
        var (id, data) = (lastId, (string?)null);
        while (await reader.ReadLineAsync(stop) is { } line)
        {
            if (line.Length == 0)
            {
                yield return new ServerEvent(id, data);
                data = null;
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                id = line[4..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                data = line[6..];
            }
        }
    }
}
