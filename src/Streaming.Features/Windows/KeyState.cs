using Streaming.Features.Keys;

namespace Streaming.Features.Windows;

/// <summary>Everything kept of one key.</summary>
internal sealed class KeyState(LogPlan? events, LogPlan? labels) : KeyedState
{
    public KeyLog? Events { get; } = events is null ? null : new KeyLog(events);
    public KeyLog? Labels { get; } = labels is null ? null : new KeyLog(labels);

    public int Entries => (Events?.Count ?? 0) + (Labels?.Count ?? 0);
    public int Bytes => Key.Length + (Events?.Bytes ?? 0) + (Labels?.Bytes ?? 0);
}
