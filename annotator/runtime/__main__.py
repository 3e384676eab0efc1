from annotator.runtime.supervisor import main

main()
