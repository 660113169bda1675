using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology.Expressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Binding;

sealed class ScenarioBinder(EventsModel events, IReadOnlyList<EntityModel> entities, NumberScope numbers, FaultLog log)
{
    public ScenarioModel Bind(Named<ScenarioConfig> scenario)
    {
        var config = scenario.Value.Value;
        CheckStrikes(config);
        if (config.Share is { } share && share.Value is <= 0 or > 1)
            log.Report(config.Share!.Value.Place, "the share is not between 0 and 1", "Write a number such as 0.3.");
        if (config.Ends is { } ends && ends.Value <= (config.Begins?.Value ?? TimeSpan.Zero))
            log.Report(ends.Place, "the scenario ends before it begins", "Write a duration longer than `begins`, such as `ends: 60d`.");
        return new ScenarioModel(scenario.Name.Value)
        {
            When = config.When is { } when ? numbers.Bind(when, ExprType.Bool) : null,
            Strikes = config.Strikes?.Value,
            PerDay = config.PerDay?.Value ?? 0,
            Lasts = config.Lasts?.Value ?? TimeSpan.Zero,
            Begins = config.Begins?.Value ?? TimeSpan.Zero,
            Ends = config.Ends?.Value,
            Share = config.Share?.Value ?? 1,
            Sets = [.. config.Sets.Select(Set).Where(s => s.Value is not null).Select(s => (s.Field, s.Value!))],
        };
    }

    void CheckStrikes(ScenarioConfig config)
    {
        if (config.Strikes is not { } strikes)
        {
            if (config.When is null)
                log.Report(config.Place, "the scenario never happens", "Write a condition `when`, or whom it `strikes`.");
            if (config.PerDay is not null || config.Lasts is not null)
                log.Report(config.Place, "`per_day` and `lasts` need `strikes`", "Name the kind of entity that it strikes.");
            return;
        }

        var entity = EntityBinder.Find(strikes, entities, e => e.Name, log);
        if (entity is not null && entity.Name != events.Of && !events.Fields.OfType<EntitySource>().Any(f => f.Entity == entity.Name))
            log.Report(strikes.Place, $"no field of the event is the id of a '{entity.Name}'", "Strike an entity that events name.");
        if (config.PerDay is null || config.Lasts is null)
        {
            log.Report(
                config.Place,
                "`strikes` needs `per_day` and `lasts`",
                "Say how many are struck a day and for how long, such as `per_day: 2, lasts: 28d`."
            );
        }

        if (config.PerDay is { } perDay && (perDay.Value < 0 || perDay.Value > entity?.Count))
            log.Report(perDay.Place, $"there are {entity?.Count} to strike", "Write a number from 0 to that.");
    }

    (string Field, Expr? Value) Set(Named<string> set)
    {
        if (events.Fields.OfType<DrawSource>().All(f => f.Field.Name != set.Name.Value || f.Field.Type == FieldType.Bool))
        {
            log.Report(
                set.Name.Place,
                $"'{set.Name.Value}' is not a number field that is drawn",
                Suggestion.For(set.Name.Value, [.. events.Fields.OfType<DrawSource>().Select(f => f.Field.Name)])
            );
            return (set.Name.Value, null);
        }

        return (set.Name.Value, numbers.Bind(set.Value, ExprType.Number));
    }
}
