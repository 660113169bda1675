using Streaming.Topology.Model;
using Streaming.Topology.Shapes;

namespace Streaming.Topology.Config;

static class OrderConfig
{
    public static readonly MapShape<OrderModel> Shape = new OrderShape();

    sealed class OrderShape : MapShape<OrderModel>
    {
        static readonly Key<TimeSpan> WaitKey = Key.Optional(
            "max_wait",
            Scalars.Duration,
            "500ms",
            "An input without watermarks holds others back at most this long."
        );
        static readonly Key<TimeSpan> PublisherKey = Key.Optional(
            "publisher_timeout",
            Scalars.Duration,
            "30s",
            "A publisher of watermarks that falls silent without saying so holds others back at most this long."
        );
        static readonly Key<TimeSpan> DriftKey = Key.Optional(
            "drift",
            Scalars.Duration,
            "1d",
            "A row further ahead than this of its input's previous one is taken at once; also how far inputs may run apart."
        );

        public override string Title => "order";

        public override IReadOnlyList<Key> Keys { get; } = [WaitKey, PublisherKey, DriftKey];

        protected override OrderModel Build(MapReader keys)
        {
            var order = new OrderModel
            {
                MaxWait = keys.Value(WaitKey),
                PublisherTimeout = keys.Value(PublisherKey),
                Drift = keys.Value(DriftKey),
            };
            if (order.Drift <= TimeSpan.Zero)
                keys.Log.Report(keys.PlaceOf(DriftKey), "no row may be ahead of another", "Write a duration above zero, such as 1d.");
            return order;
        }
    }
}
