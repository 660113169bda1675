using Streaming.Application.Operations;
using Streaming.Application.RunDemo;
using Streaming.Learning.Data;

namespace Streaming.Application.RunDriftDemo;

/// <summary>Plays day after day beside the learning loop, and tells what came of each.</summary>
sealed class DemoDays(DayStream stream, DemoDayReader reader, OperationContext context)
{
    /// <summary>A day takes at least so long: people look, and the loop works meanwhile.</summary>
    static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly List<DemoDay> _days = [];
    readonly List<(int Day, string Text)> _events = [];

    /// <summary>Days that are over.</summary>
    public int Day => stream.Days;

    public IReadOnlyList<DemoDay> All => _days;

    /// <summary>What happened on which day.</summary>
    public IReadOnlyList<(int Day, string Text)> Events
    {
        get
        {
            lock (_lock)
                return [.. _events];
        }
    }

    /// <summary>Something worth a line, besides the days themselves.</summary>
    public void Happened(string text)
    {
        lock (_lock)
            _events.Add((Day + 1, text));
        context.Report(new DemoSaid($"--> {text}"));
    }

    public Task UntilAsync(int day, LearningLoop loop, CancellationToken stop) => UntilAsync(day, _ => false, loop, stop);

    public Task ForAsync(int days, LearningLoop loop, CancellationToken stop) => UntilAsync(Day + days, loop, stop);

    /// <summary>Until a day is over, or a version decides that is waited for.</summary>
    /// <returns>The version; null: it was not there in time.</returns>
    public async Task<int?> UntilAsync(int day, Func<int, bool> waitedFor, LearningLoop loop, CancellationToken stop)
    {
        while (Day < day)
        {
            await OneAsync(stop);
            await loop.RestAsync(context.Time, stop);
            if (await reader.ChampionAsync(stop) is var champion && waitedFor(champion))
                return champion;
        }

        return null;
    }

    async Task OneAsync(CancellationToken stop)
    {
        var least = Task.Delay(Least, context.Time, stop);
        await stream.PlayAsync(1, stop);
        // The last but one: it takes a day until labels are known.
        var day = Day - 1;
        if (await reader.ReadAsync(day, new TimeRange(stream.Midnight(day - 1), stream.Midnight(day)), stop) is { } shown)
        {
            _days.Add(shown);
            context.Report(new DemoDayShown(shown));
        }

        await least;
    }
}
