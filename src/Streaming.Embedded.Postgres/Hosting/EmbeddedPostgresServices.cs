using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Streaming.Embedded.Postgres.Hosting;

/// <summary>Puts a server into a host.</summary>
public static class EmbeddedPostgresServices
{
    /// <summary>Adds a server that starts before the host's other services and ends after them. They find it as
    /// <see cref="EmbeddedPostgresService"/>.</summary>
    /// <param name="services">Those of the host.</param>
    /// <param name="options">How it is set up; null: on a free port, over a temporary folder, quick but not durable.</param>
    public static IServiceCollection AddEmbeddedPostgres(this IServiceCollection services, PostgresOptions? options = null)
    {
        services.TryAddSingleton(s => new EmbeddedPostgresService(options, s.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance));
        return services.AddHostedService(s => s.GetRequiredService<EmbeddedPostgresService>());
    }

    /// <summary>Adds a check that the server answers queries.</summary>
    public static IHealthChecksBuilder AddEmbeddedPostgres(this IHealthChecksBuilder checks) =>
        checks.Add(new HealthCheckRegistration("embedded-postgres", s => s.GetRequiredService<EmbeddedPostgresService>(), null, null));
}
