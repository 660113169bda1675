using Streaming.Events.Time;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Running;

/// <summary>Which entities a scenario has in its grip, and from when to when.</summary>
sealed class Strikes(ScenarioModel scenario, int entities, ulong seed)
{
    readonly Timestamp[] from = new Timestamp[entities];
    readonly Timestamp[] until = new Timestamp[entities];
    readonly long lasts = scenario.Lasts.Micros();

    /// <summary>Strikes the day's entities, each at some time of the day; one struck again stays in its grip for longer.</summary>
    public void Open(int day, Timestamp midnight)
    {
        var rng = new Rng(seed, $"scenario {scenario.Name}", day);
        var count = (int)Math.Floor(scenario.PerDay) + (rng.Unit() < scenario.PerDay - Math.Floor(scenario.PerDay) ? 1 : 0);
        for (var i = 0; i < count; i++)
        {
            var entity = rng.Below(entities);
            var time = midnight.AddMicros((long)(rng.Unit() * TimeSpan.MicrosecondsPerDay));
            if (until[entity] < time)
                from[entity] = time;
            until[entity] = Timestamp.Max(until[entity], time.AddMicros(lasts));
        }
    }

    public bool Holds(int entity, Timestamp time) => from[entity] <= time && time < until[entity];
}
