using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Application.AccessLog;
using Streaming.Application.ExportLineage;
using Streaming.Application.FindProxies;
using Streaming.Application.Jobs;
using Streaming.Application.JudgeModel;
using Streaming.Application.Operations;
using Streaming.Application.PlanGoals;
using Streaming.Application.RepairIndex;
using Streaming.Application.ReplayLineage;
using Streaming.Application.RollOutModel;
using Streaming.Application.Services;
using Streaming.Application.TrainModel;
using Streaming.Application.VerifyAccess;
using Streaming.Application.VerifyLineage;
using Streaming.Pipeline.Hosting;

namespace Streaming.Application.Hosting;

/// <summary>
/// The one composition: command line, tests, benchmarks and torture build on it. It works in a host, which starts the actors and stops what
/// runs, and without one, where nothing starts before it is needed and all ends with the container.
/// </summary>
public static class StreamingServiceCollectionExtensions
{
    /// <summary>Adds <see cref="OperationRunner"/> and what operations need. A clock and loggers that are there already are used.</summary>
    public static IServiceCollection AddStreaming(this IServiceCollection services, StreamingOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAddSingleton(options);
        services.AddPipelines();
        services.TryAddSingleton(p => new StreamingServices(
            p.GetRequiredService<StreamingOptions>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILoggerFactory>(),
            p.GetRequiredService<Pipelines>
        ));
        services.TryAddSingleton<AccessLogWriter>();
        services.TryAddSingleton<JobTypes>();
        services.TryAddSingleton<JobSettings>();
        services.TryAddSingleton<OperationRunner>();
        services.AddJob(new ExportLineageOperation());
        services.AddJob(new PlanGoalsOperation());
        services.AddJob(new FindProxiesOperation());
        services.AddJob(new RepairIndexOperation());
        services.AddJob(new ReplayLineageOperation());
        services.AddJob(new TrainModelOperation());
        services.AddJob(new JudgeModelOperation());
        services.AddJob(new RollOutModelOperation());
        services.AddJob(new VerifyAccessOperation());
        services.AddJob(new VerifyLineageOperation());
        return services;
    }

    /// <summary>Lets an operation be a job: hosts find it by its name.</summary>
    public static IServiceCollection AddJob<TRequest, TResult>(this IServiceCollection services, Operation<TRequest, TResult> operation) =>
        services.AddSingleton<JobType>(new JobType<TRequest, TResult>(operation));
}
