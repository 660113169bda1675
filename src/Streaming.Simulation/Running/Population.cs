using System.Globalization;
using System.Text;
using Streaming.Simulation.Model;
using Streaming.Simulation.Numbers;

namespace Streaming.Simulation.Running;

/// <summary>All entities of one kind with their latent numbers.</summary>
sealed class Population
{
    readonly double[] parameters;

    public Population(EntityModel model, ulong seed)
    {
        Model = model;
        Width = model.Parameters.Count;
        parameters = new double[model.Count * Width];
        Ids =
        [
            .. Enumerable
                .Range(0, model.Count)
                .Select(i => Encoding.UTF8.GetBytes(model.Prefix + i.ToString(CultureInfo.InvariantCulture))),
        ];
        var names = model.Parameters.Select(p => p.Name).ToList();
        var draws = model.Parameters.Select(p => new Draw(p.Draw, names.IndexOf)).ToArray();
        var rng = new Rng(seed, $"entity {model.Name}");
        var slots = new double[Width];
        for (var i = 0; i < model.Count; i++)
        {
            for (var p = 0; p < Width; p++)
                slots[p] = draws[p].Next(rng, slots);
            slots.CopyTo(parameters, i * Width);
        }
    }

    public EntityModel Model { get; }

    public int Count => Model.Count;

    /// <summary>Number of parameters.</summary>
    public int Width { get; }

    /// <summary>Ids as UTF-8.</summary>
    public byte[][] Ids { get; }

    public ReadOnlySpan<double> Of(int entity) => parameters.AsSpan(entity * Width, Width);

    public int IndexOf(string parameter)
    {
        for (var i = 0; i < Width; i++)
        {
            if (Model.Parameters[i].Name == parameter)
                return i;
        }

        return -1;
    }
}
