using Streaming.Simulation.Model;

namespace Streaming.Simulation.Running;

/// <summary>
/// Gives every number of an event its slot and every field its code. Slots: the causing entity's parameters, the time, then
/// in the order of fields each number field and the parameters of each further entity.
/// </summary>
sealed class EventFactory
{
    readonly Dictionary<string, int> slots = new(StringComparer.Ordinal);

    public EventFactory(SimulatorModel model, IReadOnlyDictionary<string, Population> populations, string time)
    {
        var own = populations[model.Events.Of];
        foreach (var parameter in own.Model.Parameters)
            Add(parameter.Name);
        TimeSlot = Add(time);
        Fields = [.. model.Events.Fields.Select(f => Field(f, own, populations))];
    }

    public EventField[] Fields { get; }

    public int TimeSlot { get; }

    public int SlotCount => slots.Count;

    public int Slot(string name) => slots[name];

    EventField Field(FieldSource source, Population own, IReadOnlyDictionary<string, Population> populations) =>
        source switch
        {
            CounterSource counter => new CounterField(counter),
            TimeSource time => new TimeField(time),
            ChoiceSource choice => new ChoiceField(choice),
            EntitySource entity when entity.Entity == own.Model.Name => new OwnField(entity, own),
            EntitySource entity => Other(entity, own, populations[entity.Entity]),
            DrawSource draw => new NumberField(draw, new Draw(draw.Draw, Slot), Add(draw.Field.Name)),
            _ => throw new ArgumentOutOfRangeException(nameof(source), source, "not a source of values"),
        };

    OtherField Other(EntitySource source, Population own, Population other)
    {
        var first = slots.Count;
        foreach (var parameter in other.Model.Parameters)
            Add($"{other.Model.Name}.{parameter.Name}");
        var near = own.Model.Near is { } n && n.Entity == other.Model.Name ? new Neighbours(own, other, n) : null;
        return new OtherField(source, other, near, first);
    }

    int Add(string name)
    {
        slots[name] = slots.Count;
        return slots[name];
    }
}
