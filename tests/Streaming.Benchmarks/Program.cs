using Streaming.Benchmarks.CommandLine;
using Streaming.Benchmarks.Roles;

// The program runs itself again for every process that a user would have: services, pipeline, publisher.
return args is [var verb, .. var rest] && RoleTable.Find(verb) is { } role ? await role(rest) : await BenchmarkCommand.RunAsync(args);
