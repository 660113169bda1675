using Streaming.Events.Time;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Running;

/// <summary>Runs the scenarios over an event: whether one of them touches it, and what it changes.</summary>
sealed class Truth
{
    readonly List<Step> steps = [];

    /// <param name="model">What the scenarios are.</param>
    /// <param name="start">Of the simulation.</param>
    /// <param name="populations">Who is struck.</param>
    /// <param name="factory">Of the events.</param>
    public Truth(SimulatorModel model, Timestamp start, IReadOnlyDictionary<string, Population> populations, EventFactory factory)
    {
        foreach (var scenario in model.Scenarios)
        {
            var strikes = scenario.Strikes is { } kind ? new Strikes(scenario, populations[kind].Count, model.Seed) : null;
            var field = factory.Fields.OfType<OtherField>().FirstOrDefault(f => f.Population.Model.Name == scenario.Strikes);
            var sets = scenario.Sets.Select(s =>
                (factory.Fields.OfType<NumberField>().First(f => f.Field.Name == s.Field), Formulas.Compile(s.Value, factory.Slot))
            );
            steps.Add(
                new Step(strikes, field, scenario.When is { } when ? Formulas.Compile(when, factory.Slot) : null, scenario.Share, [.. sets])
                {
                    Begins = start + scenario.Begins,
                    Ends = scenario.Ends is { } ends ? start + ends : Timestamp.End,
                }
            );
        }
    }

    public void Open(int day, Timestamp midnight)
    {
        foreach (var step in steps)
            step.Strikes?.Open(day, midnight);
    }

    public bool Apply(Draft draft, Rng rng)
    {
        var touched = false;
        foreach (var step in steps)
        {
            if (draft.Time < step.Begins || draft.Time >= step.Ends)
                continue;
            if (step.Strikes is { } strikes && !strikes.Holds(step.Struck?.Current ?? draft.Entity, draft.Time))
                continue;
            if (step.When is { } when && when(draft.Slots) != 1)
                continue;
            if (step.Share < 1 && rng.Unit() >= step.Share)
                continue;
            touched = true;
            foreach (var (field, value) in step.Sets)
                field.Set(draft, value(draft.Slots));
        }

        return touched;
    }

    /// <param name="Strikes">Null: the scenario strikes nobody, its condition alone counts.</param>
    /// <param name="Struck">Field that names the struck entity; null: the one that causes the event.</param>
    /// <param name="When">Null: always.</param>
    /// <param name="Share">Share of events touched.</param>
    /// <param name="Sets">What it changes.</param>
    sealed record Step(Strikes? Strikes, OtherField? Struck, Formula? When, double Share, (NumberField Field, Formula Value)[] Sets)
    {
        public required Timestamp Begins { get; init; }

        public required Timestamp Ends { get; init; }
    }
}
