using Microsoft.Extensions.Logging;

namespace Streaming.Inference.Tests;

/// <summary>Keeps what was logged.</summary>
sealed class RecordingLogger : ILogger
{
    /// <summary>Ids, in order.</summary>
    public List<int> Events { get; } = [];

    /// <summary>What they said.</summary>
    public List<string> Texts { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter
    )
    {
        Events.Add(eventId.Id);
        Texts.Add(formatter(state, exception));
    }
}
