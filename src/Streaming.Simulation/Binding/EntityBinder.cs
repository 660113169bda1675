using Streaming.Simulation.Config;
using Streaming.Simulation.Model;
using Streaming.Topology.Faults;
using Streaming.Topology.Shapes;

namespace Streaming.Simulation.Binding;

static class EntityBinder
{
    public static IReadOnlyList<EntityModel> Bind(IReadOnlyList<Named<EntityConfig>> entities, FaultLog log) =>
        [.. entities.Select(e => Bind(e, entities, log))];

    /// <summary>The entity kind a key names; null, and a fault, when there is none.</summary>
    public static T? Find<T>(Located<string>? name, IEnumerable<T> entities, Func<T, string> nameOf, FaultLog log)
        where T : class
    {
        if (name is not { } reference)
            return null;
        var all = entities.ToList();
        var found = all.Find(e => nameOf(e) == reference.Value);
        if (found is null)
        {
            log.Report(
                reference.Place,
                $"there is no entity '{reference.Value}'",
                Suggestion.For(reference.Value, [.. all.Select(nameOf)])
            );
        }

        return found;
    }

    static EntityModel Bind(Named<EntityConfig> entity, IReadOnlyList<Named<EntityConfig>> all, FaultLog log)
    {
        var (name, config) = (entity.Name, entity.Value.Value);
        var numbers = new NumberScope(log);
        var parameters = new List<ParameterModel>();
        foreach (var (parameter, draw) in config.Parameters)
        {
            if (numbers.Bind(draw.Value) is { } model)
                parameters.Add(new ParameterModel(parameter.Value, model));
            numbers.Add(parameter);
        }

        return new EntityModel(
            name.Value,
            config.Count,
            config.Prefix,
            parameters,
            config.Near is { } near ? Near(near, name.Value, all, log) : null
        );
    }

    static NearModel? Near(NearConfig near, string own, IReadOnlyList<Named<EntityConfig>> all, FaultLog log)
    {
        if (near is not { Entity: { } entity, By: { } by, Within: { } within })
            return null;
        if (all.All(e => e.Name.Value != entity.Value))
        {
            log.Report(
                entity.Place,
                $"there is no entity '{entity.Value}'",
                Suggestion.For(entity.Value, [.. all.Select(e => e.Name.Value)])
            );
            return null;
        }

        if (within.Value <= 0)
            log.Report(within.Place, "the distance is not above zero", "Write a positive number.");
        foreach (var kind in all.Where(e => e.Name.Value == own || e.Name.Value == entity.Value))
        {
            foreach (var axis in by.Where(b => kind.Value.Value.Parameters.All(p => p.Name.Value != b.Value)))
            {
                log.Report(
                    axis.Place,
                    $"'{kind.Name.Value}' has no parameter '{axis.Value}'",
                    Suggestion.For(
                        axis.Value,
                        [.. kind.Value.Value.Parameters.Select(p => p.Name.Value)],
                        "Declare it under `parameters:`."
                    )
                );
            }
        }

        return new NearModel(entity.Value, by[0].Value, by[1].Value, within.Value);
    }
}
