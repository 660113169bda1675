using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Microsoft.Extensions.Logging;

namespace Streaming.Pipeline.Hosting;

/// <summary>Makes actor systems that say nothing but through the host's log: standard output is for results.</summary>
static class ActorSystems
{
    const string Settings = """
        akka {
          loglevel = WARNING
          stdout-loglevel = OFF
          loggers = ["Akka.Hosting.Logging.LoggerFactoryLogger, Akka.Hosting"]
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """;

    public static ActorSystem Create(ILoggerFactory loggers) =>
        ActorSystem.Create(
            "streaming",
            ActorSystemSetup.Create(
                BootstrapSetup.Create().WithConfig(ConfigurationFactory.ParseString(Settings)),
                new LoggerFactorySetup(loggers)
            )
        );
}
