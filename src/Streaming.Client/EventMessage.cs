using System.Globalization;
using System.Runtime.CompilerServices;

namespace Streaming.Client;

/// <summary>
/// A message of Server-Sent Events (WHATWG HTML, section 9.2), whole. The framework's own parser tells an id as soon as its line has
/// come, so that a connection that breaks before the rest would be gone on with behind a prediction that never came.
/// </summary>
/// <param name="Id">Where the sender is; null: nothing is said.</param>
/// <param name="Event">Of what kind the data are.</param>
/// <param name="Data">Null: there are none.</param>
/// <param name="Retry">How long to wait before coming back; null: nothing is said.</param>
sealed record EventMessage(string? Id, string? Event, string? Data, TimeSpan? Retry)
{
    static readonly EventMessage None = new(null, null, null, null);

    /// <summary>Messages until the connection is over, however it ended.</summary>
    public static async IAsyncEnumerable<EventMessage> ReadAsync(Stream body, [EnumeratorCancellation] CancellationToken stop)
    {
        using var lines = new StreamReader(body, leaveOpen: true);
        var message = None;
        while (await LineAsync(lines, stop) is { } line)
        {
            if (line.Length > 0)
            {
                message = message.With(line);
                continue;
            }

            yield return message;
            message = None;
        }
    }

    EventMessage With(string line)
    {
        var at = line.IndexOf(':', StringComparison.Ordinal);
        var (name, value) = at < 0 ? (line, "") : (line[..at], line[(at + 1)..]);
        value = value.StartsWith(' ') ? value[1..] : value;
        return name switch
        {
            "id" => this with { Id = value },
            "event" => this with { Event = value },
            "data" => this with { Data = Data is null ? value : $"{Data}\n{value}" },
            "retry" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var wait) => this with
            {
                Retry = TimeSpan.FromMilliseconds(wait),
            },
            _ => this,
        };
    }

    static async Task<string?> LineAsync(StreamReader lines, CancellationToken stop)
    {
        try
        {
            return await lines.ReadLineAsync(stop);
        }
        catch (Exception e) when (e is IOException or HttpRequestException or TimeoutException)
        {
            return null;
        }
    }
}
