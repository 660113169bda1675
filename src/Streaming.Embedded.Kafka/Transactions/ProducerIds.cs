using Streaming.Embedded.Kafka.Protocol;
using Streaming.Embedded.Kafka.State;

namespace Streaming.Embedded.Kafka.Transactions;

/// <summary>Hands out producer ids, each once: a block at a time is reserved in the state store.</summary>
sealed class ProducerIds
{
    const int Block = 1000;
    static readonly byte[] Key = StateKey.Of(StateKind.ProducerIds);

    readonly Lock _lock = new();
    readonly StateStore _state;
    long _next;
    long _reserved;

    public ProducerIds(StateStore state)
    {
        _state = state;
        _next = _reserved = state.Get(Key) is { } value ? new WireReader(value, flexible: false).Int64() : 0;
    }

    public long Next()
    {
        lock (_lock)
        {
            if (_next == _reserved)
            {
                _state.Put(Key, StateKey.Encode(writer => writer.Int64(_reserved + Block)));
                _reserved += Block;
            }

            return _next++;
        }
    }
}
