using Streaming.Events.Time;
using Streaming.Features.Keys;

namespace Streaming.Features.Windows;

/// <summary>Everything kept of one key: a log for each plan.</summary>
sealed class KeyState(LogPlan[] plans) : KeyedState
{
    public KeyLog[] Logs { get; } = System.Array.ConvertAll(plans, p => new KeyLog(p));

    public int Entries => Logs.Sum(l => l.Count);

    /// <summary>Whether any log has an entry above its floor.</summary>
    public bool Reaches(ReadOnlySpan<Timestamp> floors)
    {
        for (var i = 0; i < Logs.Length; i++)
        {
            if (Logs[i].Reaches(floors[i]))
                return true;
        }
        return false;
    }

    public int Bytes => Key.Length + Logs.Sum(l => l.Bytes);
}
