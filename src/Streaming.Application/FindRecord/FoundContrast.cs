using Streaming.Lineage.Batches;

namespace Streaming.Application.FindRecord;

/// <summary>Two groups of which decisions lay too far apart when a guard tripped.</summary>
/// <param name="Group">The one with the lowest share.</param>
/// <param name="Rate">Its share.</param>
/// <param name="Other">The one with the highest share.</param>
/// <param name="OtherCounted">So many rows of that were decided so.</param>
/// <param name="OtherOf">Of so many.</param>
/// <param name="OtherRate">Its share.</param>
/// <param name="Ratio">The first share divided by the second.</param>
/// <param name="Highest">Upper end of its interval, at the confidence that the topology asks for.</param>
public sealed record FoundContrast(
    string Group,
    double Rate,
    string Other,
    long OtherCounted,
    long OtherOf,
    double OtherRate,
    double Ratio,
    double Highest
)
{
    internal static FoundContrast? From(GuardTrip trip)
    {
        if (trip.Contrast is not { } contrast)
            return null;
        var (rate, other) = ((double)trip.Counted / trip.Of, (double)contrast.OtherCounted / contrast.OtherOf);
        return new FoundContrast(
            contrast.Group,
            rate,
            contrast.Other,
            contrast.OtherCounted,
            contrast.OtherOf,
            other,
            rate / other,
            contrast.Highest
        );
    }
}
