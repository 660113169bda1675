using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Streaming.Client;

/// <summary>Which predictions are wanted, and from where on. Filters hold together; null: any.</summary>
public sealed record SubscribeRequest
{
    /// <summary><see cref="Prediction.Cursor"/> of the last one that was got: what comes after it follows. Null: begin anew.</summary>
    public string? Cursor { get; init; }

    /// <summary>Where there is no cursor, begin with the oldest one still there, and not with the next one.</summary>
    public bool FromBeginning { get; init; }

    /// <summary>Of these keys.</summary>
    public IReadOnlyList<string>? Key { get; init; }

    /// <summary>Decided so.</summary>
    public IReadOnlyList<string>? Decision { get; init; }

    /// <summary>With this score or a higher one.</summary>
    public double? MinScore { get; init; }

    /// <summary>With this score or a lower one.</summary>
    public double? MaxScore { get; init; }
}

/// <summary>Follows predictions over any number of connections, each of which begins where the one before it ended.</summary>
sealed class Subscription(Calls calls, StreamingClientOptions options, string path, SubscribeRequest wanted)
{
    string? _cursor = wanted.Cursor;
    TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <summary>Until stopped, or until the server says that there is nothing to follow.</summary>
    public async IAsyncEnumerable<Prediction> FollowAsync([EnumeratorCancellation] CancellationToken stop)
    {
        while (true)
        {
            using var response = await Calls.GoodAsync(await Retrying.ForEver.ExecuteAsync(OpenAsync, stop), stop);
            await using var body = new WatchedStream(await response.Content.ReadAsStreamAsync(stop), options.StreamTimeout);
            await foreach (var message in EventMessage.ReadAsync(body, stop))
            {
                _pause = message.Retry ?? _pause;
                _cursor = message.Id ?? _cursor;
                if (message is not { Event: "prediction", Data: { } data })
                    continue;
                var prediction = JsonSerializer.Deserialize<Prediction>(data, Json.Options)!;
                yield return prediction with
                {
                    Cursor = _cursor,
                };
            }

            await Task.Delay(_pause, stop);
        }
    }

    /// <summary>A server that takes the connection and does not answer is given up as one that falls silent later.</summary>
    async ValueTask<HttpResponseMessage> OpenAsync(CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        over.CancelAfter(options.StreamTimeout);
        try
        {
            return await calls.SendAsync(Request(), over.Token);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new TimeoutException($"No answer came for {options.StreamTimeout}.", e);
        }
    }

    HttpRequestMessage Request()
    {
        var query = wanted with { Cursor = null, FromBeginning = wanted.FromBeginning && _cursor is null };
        var request = calls.Request(HttpMethod.Get, Calls.Query(path, query), repeating: Repeating.Never);
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (_cursor is not null)
            request.Headers.Add("Last-Event-ID", _cursor);
        return request;
    }
}
