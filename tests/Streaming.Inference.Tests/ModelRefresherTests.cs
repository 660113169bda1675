using Streaming.Inference.Models;
using Streaming.Inference.Onnx;
using Streaming.Inference.Serving;

namespace Streaming.Inference.Tests;

public sealed class ModelRefresherTests : IDisposable
{
    readonly RecordingLogger _log = new();
    readonly ModelSlot _slot = new();
    readonly FakeSource _source = new();

    [Fact]
    public async Task Another_version_in_use_is_swapped_in_once()
    {
        var refresher = Refresher(["f"]);
        (await refresher.RefreshAsync(CancellationToken.None)).ShouldBeFalse("there is none yet");
        _slot.Lease().ShouldBeNull();

        _source.Use(1, HandMadeModel.Classifier());
        (await refresher.RefreshAsync(CancellationToken.None)).ShouldBeTrue();
        (await refresher.RefreshAsync(CancellationToken.None)).ShouldBeFalse();
        _source.Use(2, HandMadeModel.Classifier("other_name"));
        (await refresher.RefreshAsync(CancellationToken.None)).ShouldBeTrue();

        using var lease = _slot.Lease()!.Value;
        lease.Lineup.Champion!.Version.Version.ShouldBe(2);
        _source.Loads.ShouldBe(2);
        _log.Events.ShouldBe([1400, 1402, 1400, 1402]);
    }

    [Fact]
    public async Task A_version_for_other_features_leaves_the_one_before_in_place()
    {
        var refresher = Refresher(["f"]);
        _source.Use(1, HandMadeModel.Classifier());
        await refresher.RefreshAsync(CancellationToken.None);
        _source.Use(2, Streaming.Learning.Onnx.TreeEnsembleOnnxWriter.Write(TestModels.Ensemble(1, trees: 1)));
        (await Should.ThrowAsync<ModelException>(() => refresher.RefreshAsync(CancellationToken.None))).Message.ShouldContain(
            "score.model"
        );
        using var lease = _slot.Lease()!.Value;
        lease.Lineup.Champion!.Version.Version.ShouldBe(1);
    }

    ModelRefresher Refresher(string[] features) => new(_source, "test", features, new InferenceOptions(), _slot, _log);

    public void Dispose() => _slot.Dispose();

    sealed class FakeSource : IModelSource
    {
        ModelVersion? _current;
        ModelContent? _content;

        public int Loads { get; private set; }

        public void Use(int version, byte[] onnx)
        {
            _content = ModelContent.FromBytes(onnx);
            _current = new ModelVersion("test", version, _content.Hash);
        }

        public Task<ServingModels> ServingAsync(string name, CancellationToken cancellation) =>
            Task.FromResult(ServingModels.Only(_current));

        public Task<ModelContent> LoadAsync(ModelVersion version, CancellationToken cancellation)
        {
            Loads++;
            version.ShouldBe(_current);
            return Task.FromResult(_content!);
        }
    }
}
