using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.AccessLog;
using Streaming.Application.Operations;
using Streaming.Application.Services;

namespace Streaming.Application.Hosting;

/// <summary>The one composition: command line, gateway and tests build on it.</summary>
public static class StreamingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="OperationRunner"/> and what operations need. A clock and loggers that are there already are used.</summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services, StreamingOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton(options);
        services.TryAddSingleton<StreamingServices>();
        services.TryAddSingleton<AccessLogWriter>();
        services.TryAddSingleton<OperationRunner>();
        return services;
    }
}
