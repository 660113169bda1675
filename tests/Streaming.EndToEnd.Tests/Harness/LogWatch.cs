using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Streaming.EndToEnd.Tests.Harness;

/// <summary>Keeps what a pipeline logs, and waits for it.</summary>
public sealed class LogWatch : ILoggerFactory, ILogger
{
    static readonly TimeSpan Deadline = TimeSpan.FromMinutes(5);

    readonly ConcurrentQueue<(int Id, string Text)> _events = new();

    /// <summary>Texts of an event, in order.</summary>
    public IReadOnlyList<string> Of(int eventId) => [.. _events.Where(e => e.Id == eventId).Select(e => e.Text)];

    /// <summary>Waits until an event with these words has been logged.</summary>
    public async Task SeenAsync(int eventId, string words)
    {
        var start = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!Of(eventId).Any(text => text.Contains(words, StringComparison.Ordinal)))
        {
            if (TimeProvider.System.GetElapsedTime(start) > Deadline)
            {
                throw new TimeoutException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Log event {eventId} with '{words}' has not come. There were: {string.Join("; ", _events)}"
                    )
                );
            }

            await timer.WaitForNextTickAsync();
        }
    }

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    ) => _events.Enqueue((eventId.Id, formatter(state, exception)));

    public bool IsEnabled(LogLevel logLevel) => true;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("This factory is the provider.");

    public void Dispose()
    {
        // Nothing is held.
    }
}
