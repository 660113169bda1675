using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;
using Streaming.Learning.Gates;
using Streaming.Learning.Linear;
using Streaming.Learning.Onnx;
using Streaming.Learning.Tests.Outcomes;
using Streaming.Learning.Trials;
using Streaming.Lineage.Batches;
using Streaming.Lineage.Tests.Setup;
using static Streaming.Learning.Tests.Recorded.RecordedHistory;

namespace Streaming.Learning.Tests.Trials;

/// <summary>A model that somebody else made may give no score for a row that another one scored, as where a feature is missing.</summary>
public sealed class MissingScoresTests(DatabaseFixture database)
{
    static readonly string[] Features = ["AMOUNT", "BIG"];

    [Fact]
    public async Task Rows_for_which_one_of_two_models_gives_no_score_are_left_out()
    {
        await using var store = await database.NewStoreAsync();
        Order[] orders = [.. Orders(600).Select((order, i) => i % 7 == 3 ? order with { Amount = double.NaN } : order)];
        await ScoredHistory.ScoreAsync(store, 0, orders, _ => 0.75f, version: 2);
        await ScoredHistory.LabelAsync(store, 0, orders.Select(o => (o, o.Bad, o.At + 1)), orders[^1].At + 2);
        var scored = orders.Count(o => !double.IsNaN(o.Amount));
        using var picky = Model(missing: float.NaN);
        using var own = Model(missing: 0);
        var (other, served) = (Served(picky, 1), Served(own, 2));

        var gates = await new GateReader(store).ReadAsync(
            ScoredHistory.Shop,
            AllTime,
            other,
            served,
            new TrialRule(),
            CancellationToken.None
        );

        (gates.Rows, gates.Quality!.Labelled).ShouldBe((scored, scored));
        // Both give one half for each row, and so an alert.
        (gates.Alerts, gates.OtherAlerts).ShouldBe((scored, scored));
        var period = await new PeriodReader(store).ReadAsync(ScoredHistory.Shop, other, AllTime);
        period!.Labelled.ShouldBe(scored);
        var champion = new ModelInRole(ModelRole.Champion, "shop", 2, "ab12");
        var since = Events.Time.Timestamp.Beginning;
        var afterwards = await new AfterwardsReader(store).ReadAsync(ScoredHistory.Shop, champion, other, since, new TrialRule());
        afterwards!.Rows.ShouldBe(scored);
        // What is to be in use has to score them all.
        await Should.ThrowAsync<ModelRunException>(() =>
            new GateReader(store).ReadAsync(ScoredHistory.Shop, AllTime, served, other, new TrialRule(), CancellationToken.None)
        );
    }

    static ServedModel Served(OnnxModel model, int version) => new(new ModelVersion("shop", version, model.Hash), model);

    /// <summary>One half for every row, but for those whose amount is missing where NaN stands for that.</summary>
    static OnnxModel Model(float missing) =>
        OnnxModel.Load(
            ModelContent.FromBytes(
                OnnxWriter.Write(new LinearModel(Features, [missing, 0], new Standardisation([0, 0], [1, 1]), [0, 0], 0))
            ),
            new InferenceOptions(),
            NullLogger.Instance
        );
}
