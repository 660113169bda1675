using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaming.Embedded.Kafka.Hosting;

/// <summary>Puts a broker into a host.</summary>
public static class EmbeddedKafkaServices
{
    /// <summary>Adds a broker that starts before the host's other services and ends after them. They find it as
    /// <see cref="EmbeddedKafkaService"/>.</summary>
    /// <param name="services">Those of the host.</param>
    /// <param name="options">How it is set up; null: on a free port of the loopback interface, over a temporary folder.</param>
    public static IServiceCollection AddEmbeddedKafka(this IServiceCollection services, KafkaOptions? options = null)
    {
        services.TryAddSingleton(s => new EmbeddedKafkaService(
            options ?? new KafkaOptions(),
            s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance
        ));
        return services.AddHostedService(s => s.GetRequiredService<EmbeddedKafkaService>());
    }

    /// <summary>Adds a check that the broker takes connections.</summary>
    public static IHealthChecksBuilder AddEmbeddedKafka(this IHealthChecksBuilder checks) =>
        checks.Add(new HealthCheckRegistration("embedded-kafka", s => s.GetRequiredService<EmbeddedKafkaService>(), null, null));
}
