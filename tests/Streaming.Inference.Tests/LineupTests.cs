using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;

namespace Streaming.Inference.Tests;

/// <summary>The models that are tried come and go beside the one in use, and never hurt it.</summary>
public sealed class LineupTests : IDisposable
{
    readonly RecordingLogger _log = new();
    readonly ModelSlot _slot = new();
    readonly ScriptedSource _source = new();
    readonly ModelRefresher _refresher;

    public LineupTests() => _refresher = new(_source, "test", ["f"], new InferenceOptions(), _slot, _log);

    [Fact]
    public async Task Who_is_tried_is_loaded_beside_the_champion_which_is_not_loaded_again()
    {
        _source.Serving = new(Fit(1), null, 0, []);
        await RefreshAsync(true);
        _source.Serving = new(Fit(1), Fit(2), 0.1, [Fit(3), Fit(4)]);
        await RefreshAsync(true);
        Shares().ShouldBe([(2, 0.1), (3, 0), (4, 0)]);
        _source.Serving = _source.Serving with { CanaryShare = 0.2 };
        await RefreshAsync(true);
        Shares().ShouldBe([(2, 0.2), (3, 0), (4, 0)]);
        await RefreshAsync(false);
        _source.Loads.ShouldBe(4);
    }

    [Fact]
    public async Task A_promoted_shadow_is_the_champion_and_who_left_is_freed()
    {
        _source.Serving = new(Fit(1), null, 0, [Fit(2)]);
        await RefreshAsync(true);
        using var before = _slot.Lease()!.Value;
        var (champion, shadow) = (before.Lineup.Champion!, before.Lineup.Challengers[0].Served);
        _source.Serving = new(Fit(2), null, 0, []);
        await RefreshAsync(true);
        using (var lease = _slot.Lease()!.Value)
            lease.Lineup.Champion.ShouldBeSameAs(shadow);
        champion.TryHold().ShouldBeTrue("a batch still scores with it");
        champion.LetGo();
        before.Dispose();
        champion.TryHold().ShouldBeFalse();
        _source.Loads.ShouldBe(2);
    }

    [Fact]
    public async Task One_that_does_not_fit_or_is_gone_is_left_out_and_said_once()
    {
        _source.Serving = new(Fit(1), Unfit(2), 0.1, [Gone(3), Fit(4)]);
        await RefreshAsync(true);
        await RefreshAsync(false);
        Shares().ShouldBe([(4, 0)]);
        _log.Events.Count(e => e == 1404).ShouldBe(2);
    }

    [Fact]
    public async Task Where_the_registry_does_not_answer_all_stays_and_nothing_is_held_for_ever()
    {
        _source.Serving = new(Fit(1), null, 0, []);
        await RefreshAsync(true);
        using var before = _slot.Lease()!.Value;
        var champion = before.Lineup.Champion!;
        _source.Serving = new(Fit(1), null, 0, [Down(2)]);
        await Should.ThrowAsync<TimeoutException>(() => _refresher.RefreshAsync(CancellationToken.None));
        Shares().ShouldBeEmpty();
        _slot.Swap(null);
        before.Dispose();
        champion.TryHold().ShouldBeFalse("the line-up that never came about let go of it");
    }

    [Fact]
    public async Task What_decides_stays_where_nobody_is_named_and_others_are_tried_before_anybody_decides()
    {
        _source.Serving = new(null, null, 0, [Fit(2)]);
        await RefreshAsync(true);
        using (var lease = _slot.Lease()!.Value)
            lease.Lineup.Champion.ShouldBeNull();
        _source.Serving = new(Fit(1), null, 0, []);
        await RefreshAsync(true);
        _source.Serving = ServingModels.None;
        await RefreshAsync(false);
        using var still = _slot.Lease()!.Value;
        still.Lineup.Champion!.Version.Version.ShouldBe(1);
    }

    [Fact]
    public async Task One_that_fails_on_batches_is_told_of_once()
    {
        _source.Serving = new(Fit(1), null, 0, [Fit(2)]);
        await RefreshAsync(true);
        using (var lease = _slot.Lease()!.Value)
        {
            lease.Lineup.Challengers[0].Failed(new InvalidOperationException("first"));
            lease.Lineup.Challengers[0].Failed(new InvalidOperationException("second"));
        }

        await RefreshAsync(false);
        await RefreshAsync(false);
        _log.Events.Count(e => e == 1405).ShouldBe(1);
    }

    async Task RefreshAsync(bool changed) => (await _refresher.RefreshAsync(CancellationToken.None)).ShouldBe(changed);

    List<(int Version, double Share)> Shares()
    {
        using var lease = _slot.Lease()!.Value;
        return [.. lease.Lineup.Challengers.Select(c => (c.Served.Version.Version, c.Share))];
    }

    ModelVersion Fit(int version) => _source.Add(version, () => HandMadeModel.Classifier($"m{version}"));

    ModelVersion Unfit(int version) =>
        _source.Add(version, () => Streaming.Learning.Onnx.TreeEnsembleOnnxWriter.Write(TestModels.Ensemble(1, trees: 1)));

    ModelVersion Gone(int version) => _source.Add(version, () => throw new ModelException("its bytes are gone"));

    ModelVersion Down(int version) => _source.Add(version, () => throw new TimeoutException("the database does not answer"));

    public void Dispose() => _slot.Dispose();

    sealed class ScriptedSource : IModelSource
    {
        readonly Dictionary<int, Func<byte[]>> _files = [];

        public ServingModels Serving { get; set; } = ServingModels.None;

        public int Loads { get; private set; }

        public ModelVersion Add(int version, Func<byte[]> file)
        {
            _files[version] = file;
            return new ModelVersion("test", version, $"{version:x64}");
        }

        public Task<ServingModels> ServingAsync(string name, CancellationToken stop) => Task.FromResult(Serving);

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken stop)
        {
            var content = ModelContent.FromBytes(_files[version.Version]());
            Loads++;
            return Task.FromResult(content);
        }
    }
}
