using Confluent.Kafka;
using Streaming.Topology;

namespace Streaming.Kafka.Clients;

/// <summary>Makes clients that say nothing by themselves: what they have to tell comes through their handlers.</summary>
public static class ClientFactory
{
    /// <summary>A consumer of bytes.</summary>
    internal static IConsumer<byte[]?, byte[]?> Reader(ConsumerConfig config, bool values = true)
    {
        return Build(() =>
            new ConsumerBuilder<byte[]?, byte[]?>(config)
                .SetKeyDeserializer(new WantedBytes(Wanted: true))
                .SetValueDeserializer(new WantedBytes(values))
                .SetLogHandler((_, _) => { })
                .SetErrorHandler((_, _) => { })
                .Build()
        );
    }

    /// <summary>A consumer with deserializers of its own.</summary>
    public static IConsumer<T, T> Consumer<T>(
        ConsumerConfig config,
        IDeserializer<T> deserializer,
        Action<Error> onError,
        Action<ConsumerBuilder<T, T>> configure
    )
    {
        var builder = new ConsumerBuilder<T, T>(config)
            .SetKeyDeserializer(deserializer)
            .SetValueDeserializer(deserializer)
            .SetLogHandler((_, _) => { })
            .SetErrorHandler((_, e) => onError(e));
        configure(builder);
        return Build(builder.Build);
    }

    /// <summary>A producer of records that are bytes already.</summary>
    public static IProducer<byte[]?, byte[]?> Producer(ProducerConfig config, Action<Error> onError) =>
        Build(() =>
            new ProducerBuilder<byte[]?, byte[]?>(config)
                .SetKeySerializer(NullableBytes.Instance)
                .SetValueSerializer(NullableBytes.Instance)
                .SetLogHandler((_, _) => { })
                .SetErrorHandler((_, e) => onError(e))
                .Build()
        );

    internal static IAdminClient Admin(KafkaConnection connection) =>
        Build(() =>
            new AdminClientBuilder(new AdminClientConfig(connection.Settings()))
                .SetLogHandler((_, _) => { })
                .SetErrorHandler((_, _) => { })
                .Build()
        );

    /// <summary>Properties that librdkafka does not take are the user's to mend.</summary>
    static TClient Build<TClient>(Func<TClient> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new StreamingException(
                $"The Kafka client does not take its settings: {e.Message}. Correct the properties given for Kafka.",
                e
            );
        }
    }

    sealed record WantedBytes(bool Wanted) : IDeserializer<byte[]?>
    {
        public byte[]? Deserialize(ReadOnlySpan<byte> data, bool isNull, SerializationContext context) =>
            isNull || !Wanted ? null : data.ToArray();
    }

    sealed class NullableBytes : ISerializer<byte[]?>
    {
        public static readonly NullableBytes Instance = new();

        public byte[]? Serialize(byte[]? data, SerializationContext context) => data;
    }
}
