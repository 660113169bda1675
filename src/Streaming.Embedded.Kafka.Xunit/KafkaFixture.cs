using System.Globalization;
using Xunit;

namespace Streaming.Embedded.Kafka.Xunit;

/// <summary>
/// A broker for tests, as a class, collection or assembly fixture of xunit v3: started before the first of them, gone after the last.
/// One for the whole assembly is best; <see cref="NewName"/> keeps tests that run side by side out of each other's topics and groups.
/// </summary>
public class KafkaFixture : IAsyncLifetime
{
    EmbeddedKafka? _broker;
    int _names;

    /// <summary>The broker.</summary>
    public EmbeddedKafka Broker =>
        _broker
        ?? throw new InvalidOperationException("The fixture's broker runs while tests do: ask for it in a test or its constructor.");

    /// <summary>Where clients connect, as <c>host:port</c>.</summary>
    public string BootstrapServers => Broker.BootstrapServers;

    /// <summary>How the broker is set up; derive from the fixture to say otherwise.</summary>
    protected virtual KafkaOptions Options => new();

    /// <summary>A name that no other test is given, for a topic, a group or a transactional id.</summary>
    /// <param name="prefix">What it begins with.</param>
    public string NewName(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}-{Interlocked.Increment(ref _names)}");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => _broker = await EmbeddedKafka.StartAsync(Options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _broker, null) is { } broker)
            await broker.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
