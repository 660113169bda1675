using Akka.Actor;
using Akka.Configuration;
using Akka.Hosting;
using Akka.Hosting.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Streaming.Pipeline.Hosting;

/// <summary>What a process needs to run pipelines.</summary>
public static class PipelineServiceCollectionExtensions
{
    /// <summary>Actors say nothing but through the host's log, since standard output is for results; they end with the host, and not with a
    /// signal.</summary>
    const string Settings = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    /// <summary>Adds <see cref="Pipelines"/> and the actor system that they share. Takes loggers and a clock that are there.</summary>
    /// <remarks>Services of a host stop in the reverse order in which they were added: pipelines before actors.</remarks>
    public static IServiceCollection AddPipelines(this IServiceCollection services) =>
        services.Any(s => s.ServiceType == typeof(Pipelines))
            ? services
            : services
                .AddAkka("streaming", (akka, provider) =>
                    akka.AddHocon(ConfigurationFactory.ParseString(Settings), HoconAddMode.Prepend)
                        .AddSetup(new LoggerFactorySetup(provider.GetRequiredService<ILoggerFactory>()))
                )
                .AddSingleton<Pipelines>()
                .AddHostedService(provider => provider.GetRequiredService<Pipelines>());
}
