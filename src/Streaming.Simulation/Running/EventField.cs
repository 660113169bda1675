using System.Text.Json;
using Streaming.Events.Time;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;
using Streaming.Topology;
using Streaming.Topology.Model;

namespace Streaming.Simulation.Running;

/// <summary>The event being made.</summary>
sealed class Draft(int slots)
{
    public Timestamp Time { get; set; }

    /// <summary>The entity that causes it.</summary>
    public int Entity { get; set; }

    /// <summary>Events before it.</summary>
    public long Number { get; set; }

    /// <summary>Its numbers, for formulas.</summary>
    public double[] Slots { get; } = new double[slots];
}

/// <summary>Draws one field of the event, and then writes it: between the two, scenarios may change numbers.</summary>
abstract class EventField(FieldModel model)
{
    public FieldModel Field { get; } = model;

    public virtual void Draw(Draft draft, Rng rng) { }

    /// <summary>Writes the JSON value.</summary>
    public abstract void Write(Draft draft, JsonBuffer json);
}

sealed class CounterField(CounterSource source) : EventField(source.Field)
{
    readonly byte[] prefix = System.Text.Encoding.UTF8.GetBytes(source.Prefix);

    public override void Write(Draft draft, JsonBuffer json)
    {
        var quoted = Field.Type == FieldType.String;
        if (quoted)
            json.Write("\""u8);
        json.Write(prefix);
        json.Write(source.First + draft.Number);
        if (quoted)
            json.Write("\""u8);
    }
}

sealed class TimeField(TimeSource source) : EventField(source.Field)
{
    public override void Write(Draft draft, JsonBuffer json) => json.WriteTime(draft.Time);
}

sealed class ChoiceField(ChoiceSource source) : EventField(source.Field)
{
    readonly byte[][] values = [.. source.Values.Select(v => JsonSerializer.SerializeToUtf8Bytes(v))];
    int current;

    public override void Draw(Draft draft, Rng rng) => current = rng.Below(values.Length);

    public override void Write(Draft draft, JsonBuffer json) => json.Write(values[current]);
}

/// <summary>Id of the entity that causes the event.</summary>
sealed class OwnField(EntitySource source, Population population) : EventField(source.Field)
{
    public override void Write(Draft draft, JsonBuffer json) => Ids.Write(population, draft.Entity, Field, json);
}

/// <summary>Id of one of the entities of another kind near to it; its parameters become the event's numbers.</summary>
sealed class OtherField(EntitySource source, Population population, Neighbours? near, int slot) : EventField(source.Field)
{
    public Population Population => population;

    public int Current { get; private set; }

    public override void Draw(Draft draft, Rng rng)
    {
        Current = near is null ? rng.Below(population.Count) : near.At(draft.Entity, rng.Below(near.Count(draft.Entity)));
        population.Of(Current).CopyTo(draft.Slots.AsSpan(slot));
    }

    public override void Write(Draft draft, JsonBuffer json) => Ids.Write(population, Current, Field, json);
}

/// <summary>A number, kept in a slot until it is written.</summary>
sealed class NumberField(DrawSource source, Draw draw, int slot) : EventField(source.Field)
{
    public override void Draw(Draft draft, Rng rng) => draft.Slots[slot] = draw.Next(rng, draft.Slots);

    /// <summary>A scenario's change.</summary>
    public void Set(Draft draft, double value) => draft.Slots[slot] = draw.Round(value);

    public override void Write(Draft draft, JsonBuffer json)
    {
        var value = draft.Slots[slot];
        if (Field.Type == FieldType.Bool)
        {
            json.Write(value != 0 ? "true"u8 : "false"u8);
        }
        else if (!double.IsFinite(value))
        {
            throw new StreamingException(
                $"simulator: the field '{Field.Name}' came out as {value}. Look for a division by zero or a negative standard deviation "
                    + "in its draw."
            );
        }
        else if (Field.Type == FieldType.Int)
        {
            json.Write((long)Math.Round(value));
        }
        else
        {
            json.Write(value);
        }
    }
}

file static class Ids
{
    public static void Write(Population population, int entity, FieldModel field, JsonBuffer json)
    {
        var quoted = field.Type == FieldType.String;
        if (quoted)
            json.Write("\""u8);
        json.Write(population.Ids[entity]);
        if (quoted)
            json.Write("\""u8);
    }
}
