using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

static class OversightConfig
{
    public static readonly MapShape<OversightModel> Shape = new OversightShape();

    sealed class OversightShape : MapShape<OversightModel>
    {
        static readonly Key<TimeSpan> AnswerKey = Key.Optional(
            "answer_within",
            Scalars.Duration,
            "30d",
            "How long it may take to answer somebody who contests a decision."
        );
        static readonly Key<bool> FourEyesKey = Key.Optional(
            "four_eyes",
            Scalars.Bool,
            "false",
            "Another decision stands only once a second person has agreed to it."
        );

        public override string Title => "oversight";

        public override IReadOnlyList<Key> Keys { get; } = [AnswerKey, FourEyesKey];

        protected override OversightModel Build(MapReader keys)
        {
            var oversight = new OversightModel { AnswerWithin = keys.Value(AnswerKey), FourEyes = keys.Value(FourEyesKey) };
            if (oversight.AnswerWithin <= TimeSpan.Zero)
                keys.Log.Report(keys.PlaceOf(AnswerKey), "an answer takes some time", "Write a duration above zero, such as 30d.");
            return oversight;
        }
    }
}
