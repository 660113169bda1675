using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Running;

/// <summary>Which entities a scenario has in its grip, and from when to when.</summary>
sealed class Strikes(ScenarioModel scenario, int entities, ulong seed)
{
    readonly long[] from = new long[entities];
    readonly long[] until = new long[entities];
    readonly long lasts = scenario.Lasts.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>Strikes the day's entities, each at some time of the day; one struck again stays in its grip for longer.</summary>
    public void Open(int day, long midnight)
    {
        var rng = new Rng(seed, $"scenario {scenario.Name}", day);
        var count = (int)Math.Floor(scenario.PerDay) + (rng.Unit() < scenario.PerDay - Math.Floor(scenario.PerDay) ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            var entity = rng.Below(entities);
            var time = midnight + (long)(rng.Unit() * TimeSpan.MicrosecondsPerDay);
            if (until[entity] < time)
                from[entity] = time;
            until[entity] = Math.Max(until[entity], time + lasts);
        }
    }

    public bool Holds(int entity, long time) => from[entity] <= time && time < until[entity];
}
