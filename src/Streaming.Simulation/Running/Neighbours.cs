using Streaming.Simulation.Model;
using Streaming.Topology;

namespace Streaming.Simulation.Running;

/// <summary>Which entities of another kind lie near each one: found once, in a band along one axis.</summary>
sealed class Neighbours
{
    /// <summary>More pairs than this would need gigabytes.</summary>
    const int MostPairs = 100_000_000;

    readonly int[] starts;
    readonly List<int> found = [];

    public Neighbours(Population own, Population other, NearModel near)
    {
        var (ownX, ownY) = (own.IndexOf(near.X), own.IndexOf(near.Y));
        var (otherX, otherY) = (other.IndexOf(near.X), other.IndexOf(near.Y));
        var order = Enumerable.Range(0, other.Count).OrderBy(i => other.Of(i)[otherX]).ToArray();
        var along = order.Select(i => other.Of(i)[otherX]).ToArray();
        var reach = near.Within * near.Within;
        starts = new int[own.Count + 1];
        for (var i = 0; i < own.Count; i++)
        {
            var (x, y) = (own.Of(i)[ownX], own.Of(i)[ownY]);
            for (var at = First(along, x - near.Within); at < along.Length && along[at] <= x + near.Within; at++)
            {
                if (Distance(other, order[at], otherX, otherY, x, y) <= reach)
                    found.Add(order[at]);
            }

            if (found.Count == starts[i])
                found.Add(order.MinBy(j => Distance(other, j, otherX, otherY, x, y)));
            if (found.Count > MostPairs)
            {
                throw new StreamingException(
                    $"simulator: more than {MostPairs} pairs of {own.Model.Name} and {near.Entity} are near each other. Lower `within` or "
                        + "the counts."
                );
            }

            starts[i + 1] = found.Count;
        }
    }

    public int Count(int entity) => starts[entity + 1] - starts[entity];

    public int At(int entity, int number) => found[starts[entity] + number];

    static double Distance(Population other, int entity, int xAt, int yAt, double x, double y)
    {
        var place = other.Of(entity);
        var (dx, dy) = (place[xAt] - x, place[yAt] - y);
        return (dx * dx) + (dy * dy);
    }

    static int First(double[] sorted, double value)
    {
        var at = Array.BinarySearch(sorted, value);
        if (at < 0)
            return ~at;
        while (at > 0 && sorted[at - 1] == value)
            at--;
        return at;
    }
}
