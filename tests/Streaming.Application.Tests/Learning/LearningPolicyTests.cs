using Streaming.Application.Learning;
using Streaming.Topology.Model;

namespace Streaming.Application.Tests.Learning;

/// <summary>The policy that a run goes on by lies in its history.</summary>
public sealed class LearningPolicyTests
{
    [Fact]
    public void What_it_says_of_groups_is_read_as_it_was_written()
    {
        var policy = new LearningModel
        {
            Train = new TrainingModel { Reweigh = "sex" },
            Gates = new GatesModel
            {
                Fairness =
                [
                    new FairnessBound(FairnessMetric.SelectionRateRatio, 0.8),
                    new FairnessBound(FairnessMetric.EqualisedOddsDifference, 0.1),
                ],
            },
        };

        var read = LearningPolicy.Read(LearningPolicy.Write(policy));

        read.Gates.Fairness.ShouldBe(policy.Gates.Fairness);
        read.Train.ShouldBe(policy.Train);
    }

    [Fact]
    public void One_from_before_there_were_groups_wants_nothing_of_them()
    {
        var read = LearningPolicy.Read("""{"gates":{"margin":0.1},"train":{}}""");

        (read.Gates.Margin, read.Gates.Fairness.Count, read.Train.Reweigh).ShouldBe((0.1, 0, null));
    }
}
