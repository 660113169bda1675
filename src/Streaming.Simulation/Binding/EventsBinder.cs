using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology.Expressions;
using Streaming.Topology.Faults;
using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Binding;

sealed class EventsBinder(TopologyModel topology, IReadOnlyList<EntityModel> entities, FaultLog log)
{
    /// <summary>Numbers of the whole event, for scenarios.</summary>
    public NumberScope Numbers { get; private set; } = new(log);

    public EventsModel? Bind(EventsConfig config)
    {
        var of = EntityBinder.Find(config.Of, entities, e => e.Name, log);
        CheckTimes(config, of);
        if (of is null)
            return null;
        foreach (var parameter in of.Parameters)
            Numbers.Add(new Located<string>(parameter.Name, config.Place));
        var perDay = config.PerDay is { } rate ? Numbers.Copy().Bind(rate, ExprType.Number) : null;
        Numbers.Add(new Located<string>(topology.Source.Time, config.Place), FieldType.Timestamp);
        var fields = Fields(config, of);
        return new EventsModel
        {
            Of = of.Name,
            PerDay = perDay,
            Every = config.Every?.Value,
            TimeOfDay = config.TimeOfDay,
            Resolution = config.Resolution?.Value ?? TimeSpan.FromSeconds(1),
            Fields = fields,
        };
    }

    void CheckTimes(EventsConfig config, EntityModel? of)
    {
        if ((config.PerDay is null) == (config.Every is null))
        {
            log.Report(
                config.Place,
                config.PerDay is null ? "nothing says how often events come" : "both per_day and every are given",
                "Write one of per_day, every."
            );
        }

        if (config.Every is { } every)
        {
            if (config.TimeOfDay is not null)
                log.Report(every.Place, "`every` leaves no room for `time_of_day`", "Remove one of them.");
            if (
                every.Value <= TimeSpan.Zero
                || (of is not null && of.Count * (TimeSpan.FromDays(1) / every.Value) > Running.Schedule.MostEventsPerDay)
            )
            {
                log.Report(every.Place, $"that makes more than {Running.Schedule.MostEventsPerDay} events a day", "Write a longer step.");
            }
        }

        if (config.Resolution is { } resolution && (resolution.Value <= TimeSpan.Zero || resolution.Value > TimeSpan.FromHours(1)))
            log.Report(resolution.Place, "the resolution is not between 1us and 1h", "Write 1s, or 1ms.");
    }

    List<FieldSource> Fields(EventsConfig config, EntityModel of)
    {
        var sources = new List<FieldSource>();
        foreach (var (name, draw) in config.Fields)
        {
            var field = topology.Source.Fields.FirstOrDefault(f => f.Name == name.Value);
            if (field is null)
            {
                log.Report(
                    name.Place,
                    $"the topology has no field '{name.Value}'",
                    Suggestion.For(name.Value, [.. topology.Source.Fields.Select(f => f.Name)])
                );
            }
            else if (Field(name, field, draw.Value, of) is { } source)
            {
                sources.Add(source);
            }
        }

        foreach (var missing in topology.Source.Fields.Where(f => !f.Optional && config.Fields.All(c => c.Name.Value != f.Name)))
        {
            log.Report(
                config.Place,
                $"the field '{missing.Name}' gets no value",
                $"Add it under `fields:`, or declare it optional in the topology."
            );
        }

        CheckRole<CounterSource>(topology.Source.Id, "id", "counter: 1", config, sources);
        CheckRole<TimeSource>(topology.Source.Time, "time", "time: true", config, sources);
        return sources;
    }

    void CheckRole<T>(string field, string role, string cure, EventsConfig config, List<FieldSource> sources)
        where T : FieldSource
    {
        if (sources.Find(s => s.Field.Name == field) is { } source and not T)
        {
            log.Report(
                config.Fields.First(f => f.Name.Value == source.Field.Name).Value.Place,
                $"'{field}' is the event's {role}",
                $"Write `{field}: {{ {cure} }}`."
            );
        }
    }

    FieldSource? Field(Located<string> name, FieldModel field, FieldDrawConfig config, EntityModel of)
    {
        if (config.Ways != 1)
        {
            log.Report(
                config.Place,
                config.Ways == 0 ? "nothing says where the value comes from" : "the value comes from several places",
                "Write one of counter, time, id_of, one_of, value, uniform, normal, lognormal, gamma."
            );
            return null;
        }

        if (config.Counter is { } counter)
        {
            return Fits(config.Place, field, config.Prefix.Length == 0 ? [FieldType.String, FieldType.Int] : [FieldType.String])
                ? new CounterSource(field, counter.Value, config.Prefix)
                : null;
        }

        if (config.Time)
            return Fits(config.Place, field, [FieldType.Timestamp]) ? new TimeSource(field) : null;
        if (config.OneOf is { } choices)
            return Fits(config.Place, field, [FieldType.String]) ? new ChoiceSource(field, [.. choices.Select(c => c.Value)]) : null;
        if (config.IdOf is not null)
            return Entity(field, config, of);
        if (!Fits(config.Place, field, [FieldType.Double, FieldType.Int, FieldType.Bool]))
            return null;
        var draw = Numbers.Bind(config.Draw);
        Numbers.Add(name);
        return draw is null ? null : new DrawSource(field, draw);
    }

    EntitySource? Entity(FieldModel field, FieldDrawConfig config, EntityModel of)
    {
        if (EntityBinder.Find(config.IdOf, entities, e => e.Name, log) is not { } entity)
            return null;
        if (!Fits(config.Place, field, entity.Prefix.Length == 0 ? [FieldType.String, FieldType.Int] : [FieldType.String]))
            return null;
        if (entity != of)
        {
            foreach (var parameter in entity.Parameters)
                Numbers.Add(new Located<string>($"{entity.Name}.{parameter.Name}", config.Place));
        }

        return new EntitySource(field, entity.Name);
    }

    bool Fits(Place place, FieldModel field, FieldType[] types)
    {
        if (types.Contains(field.Type))
            return true;
        log.Report(
            place,
            $"'{field.Name}' is a {field.Type.ToString().ToLowerInvariant()} in the topology",
            $"A value from here is a {string.Join(" or ", types.Select(t => t.ToString().ToLowerInvariant()))}."
        );
        return false;
    }
}
