using Streaming.Events.Time;
using Streaming.Models;
using Streaming.Models.References;

namespace Streaming.Application.DescribeModel;

/// <summary>What a version must not be taken for, as far as the registry knows.</summary>
static class CardLimits
{
    /// <summary>Below so many positive rows a metric moves much by chance.</summary>
    const int FewPositives = 100;

    public static IReadOnlyList<string> Of(RegisteredModel model, Robustness? robustness) => [.. All(model, robustness)];

    static IEnumerable<string> All(RegisteredModel model, Robustness? robustness)
    {
        if (model.Description.Origin is not { } origin)
        {
            yield return "It was trained elsewhere: nothing here says on what, for what, or how well it does.";
        }
        else
        {
            yield return $"It knows records of {origin.Topology} from {IsoTime.Format(origin.TrainFrom)} to "
                + $"{IsoTime.Format(origin.TrainTo)}. What has changed since, it does not know.";
            yield return $"Its metrics are of one later period, {IsoTime.Format(origin.TestFrom)} to {IsoTime.Format(origin.TestTo)}, and "
                + "of rows whose label was known.";
            if (origin.TestPositives < FewPositives)
                yield return $"Only {origin.TestPositives} of the rows that it was judged by are positive: its metrics are rough.";
        }

        if (model.Description.Importance.Count == 0)
            yield return "Nothing says how much it makes of each input.";
        if (model.Description.Training?.Reference is null)
            yield return "How its inputs were distributed when it was trained was not kept: drift from then on cannot be measured.";
        yield return robustness is null ? RobustnessWords.Unknown(model) : RobustnessWords.Worst(robustness);
        yield return "A score ranks records. Whether what is decided by it is fair to everybody concerned is not among its metrics.";
    }
}
