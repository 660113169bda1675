using Streaming.Topology.Expressions;
using Streaming.Topology.Model;
using Streaming.Topology.Plan;

namespace Streaming.Validation.Tests;

public sealed class SpecTests
{
    [Fact]
    public void Placement_matters_where_a_stage_keeps_state_by_key()
    {
        var stateful = ValidationSpec.ForSource(Topology(PartitionerKind.Auto), Stage(TimeSpan.FromHours(1)));
        (stateful.Key, stateful.Placement, stateful.DuplicatesWithin).ShouldBe(("id", PartitionerKind.Auto, TimeSpan.FromHours(1)));

        var stateless = ValidationSpec.ForSource(Topology(PartitionerKind.Auto), Stage(null));
        (stateless.Key, stateless.Placement).ShouldBe(("id", null));

        var window = ValidationSpec.ForSource(
            Topology(PartitionerKind.Crc32),
            Stage(null, new WindowFeature("w", Aggregate.Count, WindowInput.Events, "id", TimeSpan.FromDays(1)))
        );
        window.Placement.ShouldBe(PartitionerKind.Crc32);

        var shuffled = ValidationSpec.ForSource(Topology(PartitionerKind.Any), Stage(TimeSpan.FromHours(1)));
        (shuffled.Key, shuffled.Placement).ShouldBe((null, null));
    }

    [Fact]
    public void Labels_are_ordered_by_when_they_became_known()
    {
        var labels = ValidationSpec.ForLabels(Topology(PartitionerKind.Auto), Stage(TimeSpan.FromHours(1)));
        (labels.Topic, labels.Time, labels.Key, labels.DuplicatesWithin).ShouldBe(("l", "known", null, TimeSpan.FromHours(1)));
    }

    static StagePlan Stage(TimeSpan? duplicates, params FeatureModel[] features) =>
        new()
        {
            Name = "s",
            Inputs = [],
            Features = features,
            Carried = [],
            Channels = [],
            Group = "g",
            EmittedTopic = "e",
            DuplicatesWithin = duplicates,
        };

    static TopologyModel Topology(PartitionerKind partitioner) =>
        new()
        {
            Name = "t",
            Version = 1,
            Source = new SourceModel
            {
                Topic = "s",
                Format = EventFormat.Json,
                Key = "id",
                Id = "id",
                Time = "when",
                Partitioner = partitioner,
                Fields = [new("id", FieldType.String), new("when", FieldType.Timestamp)],
            },
            Labels = new LabelsModel
            {
                Topic = "l",
                Id = "id",
                Time = "when",
                Known = "known",
                Target = "truth",
                Fields =
                [
                    new("id", FieldType.String),
                    new("when", FieldType.Timestamp),
                    new("known", FieldType.Timestamp),
                    new("truth", FieldType.Bool),
                ],
            },
            Validation = new ValidationModel { Rules = [new RuleModel("r", new BoolLiteral(true))] },
            Features = [],
            Score = new ScoreModel { Decisions = [new("all", null)] },
            Output = new OutputModel("p", "q"),
            Lineage = new LineageModel(null, KeepRaw.Rejected),
            Order = new OrderModel(),
            ContentHash = "",
        };
}
