using Streaming.Events.Time;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;
using Streaming.Topology;

namespace Streaming.Simulation.Running;

/// <summary>Who causes an event when: the events of one day in the order of time, then of entities.</summary>
sealed class Schedule
{
    public const int MostEventsPerDay = 20_000_000;

    const int EntityBits = 20;
    const long Day = TimeSpan.MicrosecondsPerDay;

    readonly ulong seed;
    readonly EventsModel events;
    readonly double[] rates;
    readonly long[] phases;
    readonly long resolution;
    readonly List<long> due = [];

    public Schedule(EventsModel events, Population population, ulong seed)
    {
        this.seed = seed;
        this.events = events;
        resolution = events.Resolution.Micros();
        rates = new double[population.Count];
        phases = new long[population.Count];
        if (events.PerDay is { } perDay)
            SetRates(Formulas.Compile(perDay, population.IndexOf), population);
        else
            SetPhases(events.Every!.Value.Micros());
    }

    /// <summary>Of the day last opened.</summary>
    public int Count => due.Count;

    /// <returns>Microseconds since midnight, and the entity.</returns>
    public (long OfDay, int Entity) this[int index] => (due[index] >> EntityBits, (int)(due[index] & ((1 << EntityBits) - 1)));

    /// <param name="day">From the simulation's first.</param>
    public void Open(int day)
    {
        due.Clear();
        if (events.Every is { } every)
            Regular(day, every.Micros());
        else
            Scattered(new Rng(seed, "schedule", day));
        due.Sort();
    }

    void SetRates(Formula perDay, Population population)
    {
        for (var i = 0; i < rates.Length; i++)
        {
            var rate = perDay(population.Of(i).ToArray());
            if (!(rate >= 0))
            {
                throw new StreamingException(
                    $"simulator: events.per_day is {rate} for {population.Model.Name} {i}. Make it a number of at least 0 for every draw "
                        + "of the parameters."
                );
            }

            rates[i] = rate;
        }

        if (rates.Sum() is 0 or > MostEventsPerDay)
        {
            throw new StreamingException(
                $"simulator: events.per_day makes {rates.Sum():0} events a day of all {population.Model.Name} together. Keep it between 1 "
                    + $"and {MostEventsPerDay}."
            );
        }
    }

    void SetPhases(long every)
    {
        var rng = new Rng(seed, "phases");
        for (var i = 0; i < phases.Length; i++)
            phases[i] = (long)(rng.Unit() * every) / resolution * resolution;
    }

    void Regular(int day, long every)
    {
        var midnight = day * Day;
        for (var entity = 0; entity < phases.Length; entity++)
        {
            var steps = midnight > phases[entity] ? (midnight - phases[entity] + every - 1) / every : 0;
            for (var at = phases[entity] + (steps * every) - midnight; at < Day; at += every)
                Add(at, entity);
        }
    }

    void Scattered(Rng rng)
    {
        for (var entity = 0; entity < rates.Length; entity++)
        {
            for (var n = Distributions.Poisson(rng, rates[entity]); n > 0; n--)
                Add(TimeOfDay(rng), entity);
        }
    }

    long TimeOfDay(Rng rng)
    {
        if (events.TimeOfDay is not { } profile)
            return (long)(rng.Unit() * Day);
        while (true)
        {
            var time = profile.Mean.TotalMicroseconds + (profile.Stddev.TotalMicroseconds * Distributions.Normal(rng));
            if (time is >= 0 and < Day)
                return (long)time;
        }
    }

    void Add(long time, int entity) => due.Add((time / resolution * resolution << EntityBits) | (uint)entity);
}
